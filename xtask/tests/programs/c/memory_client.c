/* Task 3 client: an array, how much of it is in use, and what was in memory behind that; 9 is always among its numbers */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct set {
    int items[40];
    int size;
};

static void show(char *name, struct set *set)
{
    printf("%s:", name);
    for (int i = 0; i < set->size; i++)
        printf(" %d", set->items[i]);
    printf("\n");
}

int main(int argc, char *argv[])
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in server = {0};
    struct set *mine = malloc(sizeof(struct set)), common;

    server.sin_family = AF_INET;
    server.sin_port = htons(argc > 1 ? atoi(argv[1]) : 12345);
    server.sin_addr.s_addr = inet_addr(argc > 2 ? argv[2] : "127.0.0.1");
    if (connect(s, (struct sockaddr *)&server, sizeof(server)) < 0) {
        perror("connect");
        return 1;
    }
    srand(time(NULL));
    memset(mine, 0x7F, sizeof(*mine));
    for (mine->size = 0; mine->size < 25; mine->size++)
        mine->items[mine->size] = mine->size == 7 ? 9 : 1 + rand() % 100;
    show("client's set", mine);
    send(s, mine, sizeof(*mine), 0);
    recv(s, &common, sizeof(common), MSG_WAITALL);
    show("in both sets", &common);
    close(s);
    return 0;
}
