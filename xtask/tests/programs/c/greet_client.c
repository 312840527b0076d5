/* Task 1 client: prints the greeting and acknowledges it */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in server = {0};
    char buffer[1024] = {0};
    char *ack = "It was nice talking to you";

    server.sin_family = AF_INET;
    server.sin_port = htons(argc > 1 ? atoi(argv[1]) : 12345);
    server.sin_addr.s_addr = inet_addr(argc > 2 ? argv[2] : "127.0.0.1");
    if (connect(s, (struct sockaddr *)&server, sizeof(server)) < 0) {
        perror("connect");
        return 1;
    }
    recv(s, buffer, sizeof(buffer) - 1, 0);
    printf("%s\n", buffer);
    send(s, ack, strlen(ack) + 1, 0);
    close(s);
    return 0;
}
