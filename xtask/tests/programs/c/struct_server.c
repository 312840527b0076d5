/* Task 2 server: a struct of ints as they lie in memory, always the whole struct */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct message {
    int count;
    int numbers[100];
};

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
        int c = accept(s, NULL, NULL), i, j;
        struct message in, out;
        memset(&in, 0, sizeof(in));
        memset(&out, 0, sizeof(out));
        recv(c, &in, sizeof(in), MSG_WAITALL);
        for (i = 0; i < in.count; i++) {
            for (j = 0; j < out.count; j++)
                if (out.numbers[j] == in.numbers[i])
                    break;
            if (j == out.count)
                out.numbers[out.count++] = in.numbers[i];
        }
        send(c, &out, sizeof(out), 0);
        close(c);
    }
}
