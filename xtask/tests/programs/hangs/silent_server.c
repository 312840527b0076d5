// Task 2 server. Wrong: reads the list and waits for the next client
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    int door = socket(AF_INET, SOCK_STREAM, 0);
    bind(door, (struct sockaddr *)&address, sizeof address);
    listen(door, 5);
    for (;;) {
        char text[1024];
        int client = accept(door, NULL, NULL);
        int length = read(client, text, sizeof text - 1);
        printf("List received: %.*s\n", length, text);
    }
}
