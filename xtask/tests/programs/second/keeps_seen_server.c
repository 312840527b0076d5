/* Task 2 server: which numbers were met is marked in an array of the whole program, and no mark is ever taken away. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char seen[101];

static void serve(int client)
{
    char request[4096], reply[4096];
    ssize_t length = recv(client, request, sizeof request - 1, 0);
    if (length <= 0)
        return;
    request[length] = 0;
    int at = 0;
    for (char *word = strtok(request, "[], "); word; word = strtok(NULL, "[], ")) {
        int number = atoi(word);
        if (seen[number])
            continue;
        seen[number] = 1;
        at += sprintf(reply + at, at ? ", %d" : "[%d", number);
    }
    at += sprintf(reply + at, at ? "]" : "[]");
    send(client, reply, at, 0);
}

int main(int argc, char **argv)
{
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    bind(listener, (struct sockaddr *)&address, sizeof address);
    listen(listener, 5);
    for (;;) {
        int client = accept(listener, NULL, NULL);
        serve(client);
        close(client);
    }
}
