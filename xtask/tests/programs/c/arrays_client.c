/* Task 2 client: a struct with an array that is never full; tables with the place of each number, and not what was sent */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct request {
    int count;
    unsigned char numbers[100];
};

struct answer {
    int count, repeated;
    unsigned char numbers[100], duplicates[100];
};

static void show(char *title, unsigned char *numbers, int count)
{
    printf("%s\n+-----+--------+\n", title);
    for (int i = 0; i < count; i++)
        printf("| %3d | %6d |\n", i + 1, numbers[i]);
    printf("+-----+--------+\n\n");
}

int main(int argc, char *argv[])
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in server = {0};
    struct request out;
    struct answer in;

    srand(time(NULL));
    memset(&out, 0, sizeof(out));
    out.count = 25 + rand() % 76;
    for (int i = 0; i < out.count; i++)
        out.numbers[i] = 1 + rand() % 100;
    out.numbers[1] = out.numbers[0];    /* so that there is always a repeat */

    server.sin_family = AF_INET;
    server.sin_port = htons(argc > 1 ? atoi(argv[1]) : 12345);
    server.sin_addr.s_addr = inet_addr(argc > 2 ? argv[2] : "127.0.0.1");
    if (connect(s, (struct sockaddr *)&server, sizeof(server)) < 0) {
        perror("connect");
        return 1;
    }
    send(s, &out, sizeof(out), 0);
    recv(s, &in, sizeof(in), MSG_WAITALL);
    printf("generated %d numbers\n\n", out.count);
    show("a) FINAL LIST", in.numbers, in.count);
    show("b) DUPLICATES", in.duplicates, in.repeated);
    close(s);
    return 0;
}
