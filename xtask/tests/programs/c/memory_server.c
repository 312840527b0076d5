/* Task 3 server: an array, how much of it is in use, and what was in memory behind that; 9 is always among its numbers */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct set {
    int items[40];
    int size;
};

static int has(struct set *set, int x)
{
    for (int i = 0; i < set->size; i++)
        if (set->items[i] == x)
            return 1;
    return 0;
}

int main(int argc, char *argv[])
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {0};

    setbuf(stdout, NULL);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = INADDR_ANY;
    address.sin_port = htons(argc > 1 ? atoi(argv[1]) : 12345);
    bind(s, (struct sockaddr *)&address, sizeof(address));
    listen(s, 5);
    srand(getpid());
    while (1) {
        int c = accept(s, NULL, NULL);
        struct set theirs, mine, common;
        memset(&common, 0xA5, sizeof(common));
        common.size = 0;
        mine.size = 25;
        printf("server's set:");
        for (int i = 0; i < 25; i++) {
            mine.items[i] = i == 0 ? 9 : 1 + rand() % 100;
            printf(" %d", mine.items[i]);
        }
        printf("\n");
        recv(c, &theirs, sizeof(theirs), MSG_WAITALL);
        for (int x = 1; x <= 100; x++)
            if (has(&mine, x) && has(&theirs, x))
                common.items[common.size++] = x;
        send(c, &common, sizeof(common), 0);
        close(c);
    }
}
