/* Task 2 client: a count, then as many ints as they lie in memory; gets two such lists, the final one and the duplicates */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void show_list(int s, const char *label)
{
    int n, i, list[100];

    recv(s, &n, sizeof(n), MSG_WAITALL);
    recv(s, list, n * sizeof(int), MSG_WAITALL);
    printf("%s", label);
    for (i = 0; i < n; i++)
        printf(" %d", list[i]);
    printf("\n");
}

int main(int argc, char *argv[])
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in server = {0};
    int n, i, numbers[100];

    srand(time(NULL) ^ getpid());
    server.sin_family = AF_INET;
    server.sin_port = htons(argc > 1 ? atoi(argv[1]) : 12345);
    server.sin_addr.s_addr = inet_addr(argc > 2 ? argv[2] : "127.0.0.1");
    if (connect(s, (struct sockaddr *)&server, sizeof(server)) < 0) {
        perror("connect");
        return 1;
    }
    n = 26 + rand() % 75;
    for (i = 0; i < n - 1; i++)
        numbers[i] = 1 + rand() % 100;
    numbers[n - 1] = numbers[0];        /* so that there is always a repeat */
    write(s, &n, sizeof(n));
    write(s, numbers, n * sizeof(int));
    show_list(s, "Final list:");
    show_list(s, "Duplicates:");
    close(s);
    return 0;
}
