/* The smallest client of task 1: shows the greeting, and acknowledges. */
#include <arpa/inet.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(12345)};
    char greeting[1024];
    inet_pton(AF_INET, "127.0.0.1", &a.sin_addr);
    if (connect(s, (struct sockaddr *)&a, sizeof a)) {
        perror("client");
        return 1;
    }
    printf("%.*s\n", (int)recv(s, greeting, sizeof greeting, 0), greeting);
    send(s, "It was nice talking to you", 26, 0);
    close(s);
    return 0;
}
