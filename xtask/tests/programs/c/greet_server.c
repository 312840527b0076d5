/* Task 1 server: greets, reads the acknowledgement, prints it */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int port = argc > 1 ? atoi(argv[1]) : 12345;
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {0}, peer;
    socklen_t size = sizeof(peer);
    char buffer[1024];

    address.sin_family = AF_INET;
    address.sin_addr.s_addr = INADDR_ANY;
    address.sin_port = htons(port);
    if (bind(s, (struct sockaddr *)&address, sizeof(address)) < 0) {
        perror("bind");
        return 1;
    }
    listen(s, 5);
    printf("waiting on port %d\n", port);
    while (1) {
        int c = accept(s, (struct sockaddr *)&peer, &size);
        char *greeting = "Thank you for connecting";
        printf("Got connection from %s\n", inet_ntoa(peer.sin_addr));
        send(c, greeting, strlen(greeting) + 1, 0);     /* with the zero at its end */
        memset(buffer, 0, sizeof(buffer));
        recv(c, buffer, sizeof(buffer) - 1, 0);
        printf("Client says: %s\n", buffer);
        fflush(stdout);
        close(c);
    }
}
