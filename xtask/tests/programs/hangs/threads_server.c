// Task 2 server. Wrong: a thread for each client, which waits for a line behind the list
#include <arpa/inet.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void *serve(void *client) {
    char text[1024];
    int length = 0;
    do {
        int more = recv((intptr_t)client, text + length, sizeof text - 1 - length, 0);
        if (more <= 0) break;
        length += more;
        text[length] = '\0';
    } while (!strchr(text, '\n'));
    send((intptr_t)client, text, length, 0);
    close((intptr_t)client);
    return NULL;
}

int main(int argc, char **argv) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    int door = socket(AF_INET, SOCK_STREAM, 0);
    bind(door, (struct sockaddr *)&address, sizeof address);
    listen(door, 5);
    for (;;) {
        pthread_t thread;
        pthread_create(&thread, NULL, serve, (void *)(intptr_t)accept(door, NULL, NULL));
    }
}
