/* Task 3 server: 25 ints in network order; answers with their count and the common numbers, sorted */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

int main(int argc, char *argv[])
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {0};

    srand(time(NULL) + 1);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = INADDR_ANY;
    address.sin_port = htons(argc > 1 ? atoi(argv[1]) : 12345);
    bind(s, (struct sockaddr *)&address, sizeof(address));
    listen(s, 5);
    while (1) {
        int c = accept(s, NULL, NULL);
        int theirs[25], mine[25], answer[26], common = 0, i, j, k;
        printf("Server list:");
        for (i = 0; i < 25; i++) {
            mine[i] = 1 + rand() % 100;
            if (i < 3)
                mine[i] = (int[]){100, 3, 20}[i];   /* so that something is in common */
            printf(" %d", mine[i]);
        }
        printf("\n");
        fflush(stdout);
        recv(c, theirs, sizeof(theirs), MSG_WAITALL);
        for (i = 0; i < 25; i++) {
            theirs[i] = ntohl(theirs[i]);
            for (j = 0; j < 25; j++)
                if (theirs[i] == mine[j])
                    break;
            for (k = 1; k <= common; k++)
                if (answer[k] == theirs[i])
                    break;
            if (j < 25 && k > common)
                answer[++common] = theirs[i];
        }
        qsort(answer + 1, common, sizeof(int), compare);
        answer[0] = common;
        for (i = 0; i <= common; i++)
            answer[i] = htonl(answer[i]);
        send(c, answer, (common + 1) * sizeof(int), 0);
        close(c);
    }
}
