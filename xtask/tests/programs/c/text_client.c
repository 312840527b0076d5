/* Task 2 client: "%d " into a buffer of 1024 bytes, all of which is sent; the answer is read until the server closes */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in server = {0};
    int numbers[100], count, i, j, got, used = 0;
    char buffer[1024] = {0};

    srand(time(NULL));
    count = 25 + rand() % 76;
    for (i = 0; i < count; i++)
        numbers[i] = 1 + rand() % 100;
    numbers[count - 1] = numbers[0];    /* so that there is always a repeat */
    for (i = 0; i < count; i++)
        used += sprintf(buffer + used, "%d ", numbers[i]);

    server.sin_family = AF_INET;
    server.sin_port = htons(argc > 1 ? atoi(argv[1]) : 12345);
    server.sin_addr.s_addr = inet_addr(argc > 2 ? argv[2] : "127.0.0.1");
    if (connect(s, (struct sockaddr *)&server, sizeof(server)) < 0) {
        perror("connect");
        return 1;
    }
    printf("Sending: %s\n", buffer);
    send(s, buffer, sizeof(buffer), 0);

    memset(buffer, 0, sizeof(buffer));
    used = 0;
    while ((got = recv(s, buffer + used, sizeof(buffer) - 1 - used, 0)) > 0)
        used += got;
    printf("After removing duplicates: %s\n", buffer);
    printf("Number of times each duplicate occurs:\n");
    for (i = 0; i < count; i++) {
        int times = 1, before = 0;
        for (j = 0; j < count; j++) {
            if (j < i && numbers[j] == numbers[i])
                before = 1;
            if (j > i && numbers[j] == numbers[i])
                times++;
        }
        if (!before && times > 1)
            printf("%d (x%d)\n", numbers[i], times);
    }
    close(s);
    return 0;
}
