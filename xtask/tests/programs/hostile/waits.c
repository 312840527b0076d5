// Waits in the way that its argument names, for ever or for a while.
#define _GNU_SOURCE
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int door, near, far;
static char byte;

// A connection with itself, of which nothing comes.
static void connection(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    door = socket(AF_INET, SOCK_STREAM, 0);
    bind(door, (struct sockaddr *)&address, length);
    listen(door, 1);
    getsockname(door, (struct sockaddr *)&address, &length);
    near = socket(AF_INET, SOCK_STREAM, 0);
    connect(near, (struct sockaddr *)&address, length);
    far = accept(door, NULL, NULL);
}

static void *receives(void *nothing) {
    recv(near, &byte, 1, 0);
    return nothing;
}

static void *sleeps(void *nothing) {
    sleep(2);
    return nothing;
}

static void rings(int signal) { (void)signal; }

static void arm(int clock, int seconds) {
    struct itimerspec time = {.it_value.tv_sec = seconds};
    timerfd_settime(clock, 0, &time, NULL);
}

int main(int argc, char **argv) {
    const char *how = argv[argc - 1];
    struct pollfd polled = {.events = POLLIN};
    struct timeval two = {.tv_sec = 2}, hour = {.tv_sec = 3600};
    int ends[2], clock = timerfd_create(CLOCK_MONOTONIC, 0), set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    pthread_t thread;
    fd_set files;
    connection();
    pipe(ends);
    polled.fd = near;
    FD_ZERO(&files);
    FD_SET(near, &files);
    epoll_ctl(set, EPOLL_CTL_ADD, near, &event);
    epoll_ctl(set, EPOLL_CTL_ADD, clock, &event);
    puts("ready");
    fflush(stdout);
#define WHEN(name) else if (strcmp(how, name) == 0)
    if (0) {}
    WHEN("recv") recv(near, &byte, 1, 0);
    WHEN("recv-2s") { setsockopt(near, SOL_SOCKET, SO_RCVTIMEO, &two, sizeof two); recv(near, &byte, 1, 0); }
    WHEN("recv-1h") { setsockopt(near, SOL_SOCKET, SO_RCVTIMEO, &hour, sizeof hour); recv(near, &byte, 1, 0); }
    WHEN("poll-for-three") { send(far, "ab", 2, 0); setsockopt(near, SOL_SOCKET, SO_RCVLOWAT, &(int){3}, sizeof(int)); poll(&polled, 1, -1); }
    WHEN("send") { static char much[64 << 20]; send(near, much, sizeof much, 0); }
    WHEN("accept") accept(door, NULL, NULL);
    WHEN("poll") poll(&polled, 1, -1);
    WHEN("poll-2s") poll(&polled, 1, 2000);
    WHEN("poll-1h") poll(&polled, 1, 3600000);
    WHEN("poll-end-behind-bytes") { send(far, "a", 1, 0); polled.events = POLLRDHUP; poll(&polled, 1, -1); }
    WHEN("select") select(near + 1, &files, NULL, NULL, NULL);
    WHEN("select-2s") select(near + 1, &files, NULL, NULL, &two);
    WHEN("epoll") epoll_wait(set, &event, 1, -1);
    WHEN("epoll-2s") epoll_wait(set, &event, 1, 2000);
    WHEN("epoll-clock") { arm(clock, 2); epoll_wait(set, &event, 1, -1); }
    WHEN("alarm-kills") { alarm(2); recv(near, &byte, 1, 0); }
    WHEN("alarm-off") { alarm(2); alarm(0); recv(near, &byte, 1, 0); }
    WHEN("alarm") { signal(SIGALRM, rings); alarm(2); recv(near, &byte, 1, 0); }
    WHEN("timer") { timer_t timer; struct itimerspec time = {.it_value.tv_sec = 2};
                    timer_create(CLOCK_MONOTONIC, NULL, &timer); timer_settime(timer, 0, &time, NULL); recv(near, &byte, 1, 0); }
    WHEN("sleep") sleep(2);
    WHEN("thread") { pthread_create(&thread, NULL, receives, NULL); pthread_join(thread, NULL); }
    WHEN("thread-2s") { pthread_create(&thread, NULL, sleeps, NULL); recv(near, &byte, 1, 0); }
    WHEN("pipe") read(ends[0], &byte, 1);
    WHEN("child") { if (fork() == 0) recv(near, &byte, 1, 0); wait(NULL); }
    WHEN("child-2s") { if (fork() == 0) sleep(2); else recv(near, &byte, 1, 0); }
    WHEN("pause") pause();
    WHEN("terminal") read(1, &byte, 1);
    WHEN("reads-the-end") { close(far); while (recv(near, &byte, 1, 0) >= 0) {} }
    WHEN("reads-the-end-at-times") { close(far); while (recv(near, &byte, 1, 0) >= 0) usleep(1000); }
    WHEN("reads-the-end-and-asks") { close(far); while (recv(near, &byte, 1, 0) >= 0) getppid(); }
    WHEN("reads-the-end-of-a-file") { int file = open("/dev/null", O_RDONLY); while (read(file, &byte, 1) >= 0) {} }
    WHEN("reads-nothing-yet") for (;;) recv(near, &byte, 1, MSG_DONTWAIT);
    WHEN("computes") for (volatile long number = 0;; number++) {}
    return 0;
}
