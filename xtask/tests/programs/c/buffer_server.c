/* Task 3 server: text in a buffer with zeros behind it; 62 is always among its numbers */
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

    setbuf(stdout, NULL);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = INADDR_ANY;
    address.sin_port = htons(argc > 1 ? atoi(argv[1]) : 12345);
    bind(s, (struct sockaddr *)&address, sizeof(address));
    listen(s, 5);
    srand(getpid());
    while (1) {
        int c = accept(s, NULL, NULL), theirs[101] = {0}, mine[101] = {0};
        char buffer[500], answer[500];
        memset(answer, 0, sizeof(answer));
        printf("server numbers: ");
        for (int i = 0; i < 25; i++) {
            int x = i == 3 ? 62 : 1 + rand() % 100;
            printf("%d, ", x);
            mine[x] = 1;
        }
        printf("\n");
        recv(c, buffer, sizeof(buffer), MSG_WAITALL);
        for (char *word = strtok(buffer, ", "); word; word = strtok(NULL, ", "))
            theirs[atoi(word)] = 1;
        
        for (int x = 1; x <= 100; x++)
            if (mine[x] && theirs[x])
                sprintf(answer + strlen(answer), "%d, ", x);
        send(c, answer, sizeof(answer), 0);
        close(c);
    }
}
