/* Task 3 client: text in a buffer, sent with what was in memory behind it; 62 is always among its numbers */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int s = socket(AF_INET, SOCK_STREAM, 0), length = 0;
    struct sockaddr_in server = {0};
    char buffer[500];

    server.sin_family = AF_INET;
    server.sin_port = htons(argc > 1 ? atoi(argv[1]) : 12345);
    server.sin_addr.s_addr = inet_addr(argc > 2 ? argv[2] : "127.0.0.1");
    if (connect(s, (struct sockaddr *)&server, sizeof(server)) < 0) {
        perror("connect");
        return 1;
    }
    srand(time(NULL));
    memset(buffer, 0x9B, sizeof(buffer));
    for (int i = 0; i < 25; i++)
        length += sprintf(buffer + length, "%d, ", i == 20 ? 62 : 1 + rand() % 100);
    printf("client numbers: %s\n", buffer);
    send(s, buffer, sizeof(buffer), 0);
    recv(s, buffer, sizeof(buffer), MSG_WAITALL);
    printf("common numbers: %s\n", buffer);
    close(s);
    return 0;
}
