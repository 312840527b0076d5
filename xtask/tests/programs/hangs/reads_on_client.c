// Task 2 client. Wrong: reads on where the server has closed, for `recv` returns no error
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

int main(int argc, char **argv) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    char text[1024] = "[", answer[4096] = "";
    int s = socket(AF_INET, SOCK_STREAM, 0), got, length = 0;
    address.sin_addr.s_addr = inet_addr(argv[2]);
    connect(s, (struct sockaddr *)&address, sizeof address);
    srand(time(NULL));
    int count = 25 + rand() % 76;
    for (int i = 0; i < count; i++)
        sprintf(text + strlen(text), i ? ", %d" : "%d", 1 + rand() % 100);
    strcat(text, "]");
    printf("Original list: %s\n", text);
    send(s, text, strlen(text), 0);
    while ((got = recv(s, answer + length, sizeof answer - 1 - length, 0)) >= 0)
        length += got;
    printf("Final list: %s\n", answer);
}
