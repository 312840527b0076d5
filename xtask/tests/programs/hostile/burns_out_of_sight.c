/* Has children burn 60 ms each, for which nobody waits: the kernel adds their time to no process. */
#include <signal.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
    struct timespec pause = {.tv_nsec = 40000000}, used;
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        if (fork() == 0) {
            do
                clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
            while (used.tv_nsec < 60000000);
            _exit(0);
        }
        nanosleep(&pause, NULL);
    }
}
