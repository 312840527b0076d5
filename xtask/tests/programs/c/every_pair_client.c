/* Task 2 client. Wrong: finds a number that comes three times three times, once for every pair */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct message {
    int count;
    int numbers[100];
};

static void show(char *label, int *numbers, int count)
{
    printf("%s: ", label);
    for (int i = 0; i < count; i++)
        printf("%d ", numbers[i]);
    printf("\n");
}

int main(int argc, char *argv[])
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in server = {0};
    struct message out, in;
    int duplicates[5000], found = 0;

    srand(time(NULL));
    memset(&out, 0, sizeof(out));
    out.count = 25 + rand() % 76;
    for (int i = 0; i < out.count; i++)
        out.numbers[i] = 1 + rand() % 100;
    out.numbers[out.count - 1] = out.numbers[1] = out.numbers[0];

    server.sin_family = AF_INET;
    server.sin_port = htons(argc > 1 ? atoi(argv[1]) : 12345);
    server.sin_addr.s_addr = inet_addr(argc > 2 ? argv[2] : "127.0.0.1");
    if (connect(s, (struct sockaddr *)&server, sizeof(server)) < 0) {
        perror("connect");
        return 1;
    }
    send(s, &out, sizeof(out), 0);
    recv(s, &in, sizeof(in), MSG_WAITALL);
    for (int i = 0; i < out.count; i++)
        for (int j = 0; j < i; j++)
            if (out.numbers[j] == out.numbers[i])
                duplicates[found++] = out.numbers[i];
    show("Original list", out.numbers, out.count);
    show("Final list", in.numbers, in.count);
    show("Duplicates", duplicates, found);
    close(s);
    return 0;
}
