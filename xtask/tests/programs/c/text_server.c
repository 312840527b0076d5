/* Task 2 server: reads a buffer of 1024 bytes with strtok, answers with "%d " */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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
        int c = accept(s, NULL, NULL), seen[101] = {0}, used = 0;
        char buffer[1025] = {0}, answer[1024] = {0}, *word;
        recv(c, buffer, 1024, MSG_WAITALL);
        printf("Received: %s\n", buffer);
        fflush(stdout);
        for (word = strtok(buffer, " "); word != NULL; word = strtok(NULL, " ")) {
            int n = atoi(word);
            if (!seen[n]++)
                used += sprintf(answer + used, "%d ", n);
        }
        send(c, answer, strlen(answer), 0);
        close(c);
    }
}
