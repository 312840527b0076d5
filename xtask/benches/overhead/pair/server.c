/* The smallest server of task 1: greets, and shows the acknowledgement. */
#include <arpa/inet.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
    int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(12345)};
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(s, (struct sockaddr *)&a, sizeof a) || listen(s, 5)) {
        perror("server");
        return 1;
    }
    puts("listening");
    fflush(stdout);
    for (;;) {
        char ack[1024];
        int c = accept(s, 0, 0);
        send(c, "Thank you for connecting", 24, 0);
        printf("%.*s\n", (int)recv(c, ack, sizeof ack, 0), ack);
        close(c);
    }
}
