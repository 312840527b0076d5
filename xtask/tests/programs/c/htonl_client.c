/* Task 3 client: 25 ints in network order; reads a count and as many common numbers */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in server = {0};
    int numbers[25], common[25], count, i;

    srand(time(NULL));
    server.sin_family = AF_INET;
    server.sin_port = htons(argc > 1 ? atoi(argv[1]) : 12345);
    server.sin_addr.s_addr = inet_addr(argc > 2 ? argv[2] : "127.0.0.1");
    if (connect(s, (struct sockaddr *)&server, sizeof(server)) < 0) {
        perror("connect");
        return 1;
    }
    printf("My numbers:\n");
    for (i = 0; i < 25; i++) {
        numbers[i] = i < 3 ? (int[]){20, 100, 3}[i] : 1 + rand() % 100;
        printf("%d ", numbers[i]);
        numbers[i] = htonl(numbers[i]);
    }
    printf("\n");
    send(s, numbers, sizeof(numbers), 0);
    recv(s, &count, sizeof(count), MSG_WAITALL);
    count = ntohl(count);
    recv(s, common, count * sizeof(int), MSG_WAITALL);
    printf("Common numbers:\n");
    for (i = 0; i < count; i++)
        printf("%d\n", ntohl(common[i]));
    close(s);
    return 0;
}
