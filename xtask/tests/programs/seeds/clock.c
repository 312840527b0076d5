#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

int main(void) {
    struct timeval now;
    struct timespec precise;
    gettimeofday(&now, NULL);
    clock_gettime(CLOCK_REALTIME, &precise);
    srand(time(NULL));
    printf("%d ", rand());
    srand(now.tv_usec ^ now.tv_sec);
    printf("%d ", rand());
    srand(precise.tv_nsec ^ precise.tv_sec);
    printf("%d\n", rand());
    return 0;
}
