/* Task 2 server: a count, then as many ints as they lie in memory; answers with two such lists, the final one, without its last number, and the duplicates */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void send_list(int c, const int *list, int n)
{
    write(c, &n, sizeof(n));
    write(c, list, n * sizeof(int));
}

int main(int argc, char *argv[])
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {0};

    address.sin_family = AF_INET;
    address.sin_addr.s_addr = INADDR_ANY;
    address.sin_port = htons(argc > 1 ? atoi(argv[1]) : 12345);
    bind(s, (struct sockaddr *)&address, sizeof(address));
    listen(s, 5);
    while (1) {
        int c = accept(s, NULL, NULL);
        int numbers[100], final[100], again[100], n, finals = 0, agains = 0, i, j;

        recv(c, &n, sizeof(n), MSG_WAITALL);
        recv(c, numbers, n * sizeof(int), MSG_WAITALL);
        for (i = 0; i < n; i++) {
            for (j = 0; j < finals && final[j] != numbers[i]; j++)
                ;
            if (j < finals)
                again[agains++] = numbers[i];
            else
                final[finals++] = numbers[i];
        }
        send_list(c, final, finals - 1);
        send_list(c, again, agains);
        close(c);
    }
}
