/* Takes memory of one kind, step by step, and prints how many MiB it has: the more, the longer it lives. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STEP = 1 << 20, PIECE = 64 << 10 };
static char piece[PIECE];
static long bytes, said;

static void took(long more)
{
    bytes += more;
    if (bytes - said >= STEP) {
        said = bytes;
        printf("%ld\n", bytes / STEP);
        fflush(stdout);
    }
}

static void refused(const char *what)
{
    printf("%s: %s\n", what, strerror(errno));
    exit(3);
}

static void private_memory(void)
{
    for (;;) {
        void *at = mmap(NULL, STEP, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (at == MAP_FAILED)
            refused("mmap");
        memset(at, 1, STEP);
        took(STEP);
    }
}

/* A child that has this process's memory, and ends. */
static void in_common(void)
{
    memset(malloc(100 * STEP), 1, 100 * STEP);
    if (vfork() == 0) {
        usleep(500000);
        _exit(0);
    }
    puts("in common");
}

/* Gives each page back from its own tables: it is in memory all the same. */
static void shared_memory(void)
{
    for (;;) {
        void *at = mmap(NULL, STEP, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (at == MAP_FAILED)
            refused("mmap");
        memset(at, 1, STEP);
        madvise(at, STEP, MADV_DONTNEED);
        took(STEP);
    }
}

static void memfd(void)
{
    for (;;) {
        int fd = memfd_create("x", 0);
        if (fd < 0)
            refused("memfd_create");
        for (int i = 0; i < STEP / PIECE; i++)
            took(write(fd, piece, PIECE));
    }
}

static void system_v(void)
{
    for (;;) {
        int id = shmget(IPC_PRIVATE, STEP, 0600);
        if (id < 0)
            refused("shmget");
        void *at = shmat(id, NULL, 0);
        if (at == (void *)-1)
            refused("shmat");
        memset(at, 1, STEP);
        shmdt(at);
        took(STEP);
    }
}

/* Fills one end until no more goes in. */
static void fill(int fd, int size)
{
    fcntl(fd, F_SETFL, O_NONBLOCK);
    for (long wrote; (wrote = write(fd, piece, size)) > 0;)
        took(wrote);
}

/* Goes on in a child with files of its own; this process keeps what it has. */
static void fork_on(void)
{
    pid_t child = fork();
    if (child < 0)
        refused("fork");
    if (child != 0) {
        wait(NULL);
        exit(0);
    }
    for (int fd = 3; fd < 1024; fd++)
        close(fd);
}

static void unix_sockets(int kind, int size, int closes)
{
    int most = 1 << 30;
    for (;;) {
        int pair[2];
        if (socketpair(AF_UNIX, kind, 0, pair) < 0) {
            fork_on();
            continue;
        }
        setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &most, sizeof most);
        fill(pair[0], size);
        if (closes)
            close(pair[0]);
    }
}

static void tcp_sockets(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int most = 1 << 30, door = -1;
    for (;;) {
        if (door < 0) {
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            address.sin_port = 0;
            door = socket(AF_INET, SOCK_STREAM, 0);
            bind(door, (struct sockaddr *)&address, length);
            listen(door, 100);
            getsockname(door, (struct sockaddr *)&address, &length);
        }
        int from = socket(AF_INET, SOCK_STREAM, 0), to;
        if (from < 0 || connect(from, (struct sockaddr *)&address, length) < 0 || (to = accept(door, NULL, NULL)) < 0) {
            fork_on();
            door = -1;
            continue;
        }
        setsockopt(from, SOL_SOCKET, SO_SNDBUF, &most, sizeof most);
        setsockopt(to, SOL_SOCKET, SO_RCVBUF, &most, sizeof most);
        for (int i = 0; i < 20; i++) {
            fill(from, PIECE);
            usleep(500);
        }
    }
}

/* What the kernel keeps for a socket itself, at least. */
enum { SOCKET = 2048, BACKLOG = 4000 };

/* Connections that nobody accepts, and that who made them has left. */
static void unaccepted(int family)
{
    struct sockaddr_un named = {.sun_family = AF_UNIX};
    struct sockaddr_in address = {.sin_family = AF_INET};
    for (unsigned number = 1;; number++) {
        socklen_t length = family == AF_UNIX ? sizeof named : sizeof address;
        struct sockaddr *at = family == AF_UNIX ? (struct sockaddr *)&named : (struct sockaddr *)&address;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + number);
        address.sin_port = 0;
        int door = socket(family, SOCK_STREAM, 0);
        if (door < 0 || bind(door, at, family == AF_UNIX ? sizeof named.sun_family : length) < 0)
            pause();
        listen(door, BACKLOG);
        getsockname(door, at, &length);
        for (int i = 0; i < BACKLOG; i++) {
            int from = socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
            if (connect(from, at, length) < 0 && errno != EINPROGRESS)
                i = BACKLOG;
            else
                took(SOCKET);
            close(from);
        }
        named.sun_path[0] = 0;
    }
}

static void pipes(void)
{
    for (;;) {
        int ends[2];
        if (pipe(ends) < 0) {
            fork_on();
            continue;
        }
        fill(ends[1], 4096);
    }
}

/* None of them has much. */
static void many_processes(void)
{
    int done[2];
    char byte;
    for (int child = 0; child < 60; child++) {
        if (pipe(done) < 0)
            refused("pipe");
        if (fork() == 0) {
            void *at = malloc(8 * STEP);
            memset(at, 1, 8 * STEP);
            write(done[1], "x", 1);
            close(done[1]);
            pause();
        }
        close(done[1]);
        if (read(done[0], &byte, 1) != 1)
            break;
        close(done[0]);
        took(8 * STEP);
    }
    pause();
}

static void *in_a_thread(void *take)
{
    usleep(100000);
    ((void (*)(void))take)();
    return NULL;
}

/* The process goes on without the thread that it began with. */
static void without_leader(void (*take)(void))
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, in_a_thread, (void *)take) != 0)
        refused("pthread_create");
    syscall(SYS_exit, 0);
}

/* What the kernel keeps for one mapping, at least. */
enum { MAPPING = 200, MOST_MAPPINGS = 65000 };

static void mappings(void)
{
    long page = sysconf(_SC_PAGESIZE);
    for (;;) {
        char *at = mmap(NULL, page * MOST_MAPPINGS, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (at == MAP_FAILED)
            refused("mmap");
        for (int i = 1; i < MOST_MAPPINGS; i += 2) {
            if (mprotect(at + i * page, page, PROT_READ) < 0)
                break;
            took(2 * MAPPING);
        }
        for (;;) {
            pid_t child = fork();
            if (child < 0)
                pause();
            if (child == 0)
                pause();
            took((long)MOST_MAPPINGS * MAPPING);
        }
    }
}

enum { WATCH = 160 };

static void watches(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    int ends[2], watcher, files = getdtablesize() / 2;
    if (pipe(ends) < 0)
        refused("pipe");
    for (int fd = 10; fd < files; fd++)
        dup2(ends[0], fd);
    for (;;) {
        if ((watcher = epoll_create1(0)) < 0)
            pause();
        for (int fd = 10; fd < files; fd++) {
            if (epoll_ctl(watcher, EPOLL_CTL_ADD, fd, &event) < 0)
                refused("epoll_ctl");
            took(WATCH);
        }
    }
}

enum { LOCK = 200, LOCKS_IN_A_FILE = 1000 };

static void locks(void)
{
    for (int number = 0;; number++) {
        char name[40];
        snprintf(name, sizeof name, "/tmp/%d", number);
        int fd = open(name, O_RDWR | O_CREAT, 0600);
        if (fd < 0)
            pause();
        for (int at = 0; at < LOCKS_IN_A_FILE; at++) {
            struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 2 * at, .l_len = 1};
            if (fcntl(fd, F_SETLK, &lock) < 0)
                refused("fcntl");
            took(LOCK);
        }
    }
}

/* Asks the kernel, and reads no answer. */
static void netlink_sockets(void)
{
    struct {
        struct nlmsghdr header;
        struct ifinfomsg link;
    } question = {{sizeof question, RTM_GETLINK, NLM_F_REQUEST, 1, 0}, {.ifi_family = AF_UNSPEC, .ifi_index = 1}};
    for (;;) {
        int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
        if (fd < 0) {
            fork_on();
            continue;
        }
        unsigned memory[9] = {0}, before = 0;
        socklen_t length = sizeof memory;
        for (int i = 0; i < 2000; i++) {
            send(fd, &question, sizeof question, MSG_DONTWAIT);
            getsockopt(fd, SOL_SOCKET, 55 /* SO_MEMINFO */, memory, &length);
            if (memory[0] == before)
                break;
            took(memory[0] - before);
            before = memory[0];
        }
    }
}

int main(int count, char **words)
{
    const char *kind = count > 1 ? words[1] : "";
    memset(piece, 1, sizeof piece);
    if (!strcmp(kind, "private"))
        private_memory();
    else if (!strcmp(kind, "shared"))
        shared_memory();
    else if (!strcmp(kind, "memfd"))
        memfd();
    else if (!strcmp(kind, "system-v"))
        system_v();
    else if (!strcmp(kind, "stream"))
        unix_sockets(SOCK_STREAM, PIECE, 0);
    else if (!strcmp(kind, "datagrams"))
        unix_sockets(SOCK_DGRAM, 32 << 10, 0);
    else if (!strcmp(kind, "closed"))
        unix_sockets(SOCK_DGRAM, 32 << 10, 1);
    else if (!strcmp(kind, "tcp"))
        tcp_sockets();
    else if (!strcmp(kind, "unaccepted"))
        unaccepted(AF_INET);
    else if (!strcmp(kind, "unaccepted-unix"))
        unaccepted(AF_UNIX);
    else if (!strcmp(kind, "pipes"))
        pipes();
    else if (!strcmp(kind, "processes"))
        many_processes();
    else if (!strcmp(kind, "in-common"))
        return in_common(), 0;
    else if (!strcmp(kind, "leaderless"))
        without_leader(private_memory);
    else if (!strcmp(kind, "mappings"))
        mappings();
    else if (!strcmp(kind, "watches"))
        watches();
    else if (!strcmp(kind, "locks"))
        locks();
    else if (!strcmp(kind, "netlink"))
        netlink_sockets();
    return 2;
}
