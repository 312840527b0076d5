#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

/* Waits that end at a time of day: half a second each, and no less. */
int main(void) {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
    sem_t semaphore;
    struct timespec until;
    sem_init(&semaphore, 0, 0);
    for (int kind = 0; kind < 3; kind++) {
        double start = now();
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 500000000;
        if (kind == 0) {
            pthread_mutex_lock(&mutex);
            pthread_cond_timedwait(&condition, &mutex, &until);
        } else if (kind == 1) {
            sem_timedwait(&semaphore, &until);
        } else {
            clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL);
        }
        printf("%s\n", now() - start >= 0.49 ? "waited" : "did not wait");
    }
    return 0;
}
