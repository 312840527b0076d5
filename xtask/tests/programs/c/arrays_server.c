/* Task 2 server: a struct of two counts and two arrays, which are never full; the server finds the duplicates as well */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct request {
    int count;
    unsigned char numbers[100];
};

struct answer {
    int count, repeated;
    unsigned char numbers[100], duplicates[100];
};

static int holds(unsigned char *numbers, int count, int number)
{
    while (count > 0)
        if (numbers[--count] == number)
            return 1;
    return 0;
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
        struct request in;
        struct answer out;
        memset(&in, 0, sizeof(in));
        memset(&out, 0, sizeof(out));
        recv(c, &in, sizeof(in), MSG_WAITALL);
        for (int i = 0; i < in.count; i++) {
            if (!holds(out.numbers, out.count, in.numbers[i]))
                out.numbers[out.count++] = in.numbers[i];
            else if (!holds(out.duplicates, out.repeated, in.numbers[i]))
                out.duplicates[out.repeated++] = in.numbers[i];
        }
        send(c, &out, sizeof(out), 0);
        close(c);
    }
}
