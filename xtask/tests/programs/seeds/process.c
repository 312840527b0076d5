#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

/* Seeds that are no random numbers: ids, addresses, and what happens to be in memory. */
int main(int argc, char **argv) {
    unsigned char left[300];
    unsigned sum = 0, drawn = 0;
    for (unsigned i = 0; i < sizeof left; i++) sum += left[i];
    srand(getpid());
    printf("%d ", rand());
    srand((unsigned long)&sum);
    printf("%d ", rand());
    srand((unsigned long)malloc(3));
    printf("%d ", rand());
    srand((unsigned long)main);
    printf("%d ", rand());
    srand(sum);
    printf("%d ", rand());
    fflush(stdout);
    /* Two processes, of which either may be the first to ask. */
    for (int i = 0; i < 2; i++) {
        if (fork() == 0) {
            FILE *result = fopen(i ? "one" : "two", "w");
            getentropy(&drawn, sizeof drawn);
            fprintf(result, "%u ", drawn);
            return 0;
        }
    }
    while (wait(NULL) > 0);
    execlp("cat", "cat", "one", "two", NULL);
    return 1;
}
