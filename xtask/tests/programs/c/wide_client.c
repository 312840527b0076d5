/* Task 2 client: one number a line in a field of 14 columns, then an empty line: more than 1,024 bytes */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in server = {0};
    int numbers[100], i, j, got, used = 0;
    char buffer[4096] = {0};

    srand(time(NULL));
    for (i = 0; i < 100; i++) {
        numbers[i] = i < 60 ? 2 + rand() % 60 : i < 99 ? 101 - (i - 59) : numbers[0];
        used += sprintf(buffer + used, "%14d\n", numbers[i]);
    }
    strcpy(buffer + used, "\n");

    server.sin_family = AF_INET;
    server.sin_port = htons(argc > 1 ? atoi(argv[1]) : 12345);
    server.sin_addr.s_addr = inet_addr(argc > 2 ? argv[2] : "127.0.0.1");
    if (connect(s, (struct sockaddr *)&server, sizeof(server)) < 0) {
        perror("connect");
        return 1;
    }
    printf("My numbers:\n%s", buffer);
    send(s, buffer, strlen(buffer), 0);
    memset(buffer, 0, sizeof(buffer));
    used = 0;
    while ((got = recv(s, buffer + used, sizeof(buffer) - 1 - used, 0)) > 0)
        used += got;
    printf("Filtered:\n%s\n", buffer);
    printf("Duplicates:\n");
    for (i = 0; i < 100; i++)
        for (j = 0; j < i; j++)
            if (numbers[j] == numbers[i]) {
                printf("%14d\n", numbers[i]);
                break;
            }
    close(s);
    return 0;
}
