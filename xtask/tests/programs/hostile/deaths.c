/* Dies, each time at the line with its way in a comment; or handles or ignores what others die of, and ends by itself. */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int *volatile nowhere;
static int volatile zero;
static void (*volatile no_function)(void);
static sigjmp_buf before;

static void fill(char *to)
{
    for (int i = 0; i < 64; i++)
        to[i] = 'A';
}
static void (*volatile filler)(char *) = fill;

/* In one line, for it is the compiler's choice at which of them the stack ends. */
static int deeper(int depth) { char volatile pad[1000]; pad[depth % 1000] = 1; return deeper(depth + 1) + pad[0]; } /* recursion */

static void __attribute__((noinline)) smash(void)
{
    char small[8];
    filler(small);
} /* smash */

static void *in_thread(void *unused)
{
    *nowhere = 1; /* thread */
    return unused;
}

static void *waits(void *unused)
{
    pause();
    return unused;
}

static void once(int number)
{
    signal(number, SIG_DFL);
}

static void dies(int number)
{
    (void)number;
    abort(); /* handler-aborts */
}

static void goes_back(int number)
{
    siglongjmp(before, number);
}

static void child(void (*way)(void))
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        way();
        _exit(0);
    }
    waitpid(pid, &status, 0);
    if (WIFSIGNALED(status))
        _exit(128 + WTERMSIG(status));
}

static void touch(void)
{
    *nowhere = 1; /* child */
}

int main(int argc, char *argv[])
{
    char *way = argv[argc - 1];
    char *volatile freed = malloc(8);
    int end[2];
    pthread_t thread;

    puts("ready");
    fflush(stdout);
    if (!strcmp(way, "null"))
        *nowhere = 1; /* null */
    if (!strcmp(way, "division"))
        zero = argc / zero; /* division */
    if (!strcmp(way, "abort"))
        abort(); /* abort */
    if (!strcmp(way, "free")) {
        free(freed);
        free(freed); /* free */
    }
    if (!strcmp(way, "library"))
        zero = strlen((char *)nowhere); /* library */
    if (!strcmp(way, "function"))
        no_function(); /* function */
    if (!strcmp(way, "recursion"))
        zero = deeper(0);
    if (!strcmp(way, "smash"))
        smash();
    if (!strcmp(way, "pipe") && !pipe(end)) {
        close(end[0]);
        zero = write(end[1], "x", 1); /* pipe */
    }
    if (!strcmp(way, "thread")) {
        for (int i = 0; i < 4; i++)
            pthread_create(&thread, NULL, waits, NULL);
        pthread_create(&thread, NULL, in_thread, NULL);
        pthread_join(thread, NULL);
    }
    if (!strcmp(way, "second-time")) {
        signal(SIGSEGV, once);
        *nowhere = 1; /* second-time */
    }
    if (!strcmp(way, "handler-aborts")) {
        signal(SIGSEGV, dies);
        *nowhere = 1;
    }
    if (!strcmp(way, "child"))
        child(touch);
    if (!strcmp(way, "handled")) {
        for (int i = 0; i < 100; i++) {
            signal(SIGSEGV, goes_back);
            if (!sigsetjmp(before, 1))
                *nowhere = 1;
        }
        signal(SIGPIPE, SIG_IGN);
        raise(SIGPIPE);
        raise(SIGCHLD);
        raise(SIGWINCH);
    }
    if (!strcmp(way, "stops")) {
        pid_t pid = fork();
        int status = 0;
        if (pid == 0) {
            raise(SIGSTOP);
            _exit(0);
        }
        waitpid(pid, &status, WUNTRACED);
        if (!WIFSTOPPED(status))
            return 1;
        kill(pid, SIGCONT);
        waitpid(pid, &status, 0);
        if (status)
            return 1;
    }
    if (!strcmp(way, "starts")) {
        for (int i = 0; i < 20; i++)
            if (system("/bin/true"))
                return 1;
        execv("/proc/self/exe", (char *[]){argv[0], "ends", NULL});
    }
    return 7;
}
