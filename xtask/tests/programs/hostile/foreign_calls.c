/* Asks for its own pid in the ways of other architectures, and prints the errors: as a 32-bit program would, and as an x32 one. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    long getpid_of_i386 = 20, answer;
    __asm__ volatile("int $0x80" : "=a"(answer) : "a"(getpid_of_i386) : "memory", "r8", "r9", "r10", "r11");
    long x32 = syscall(0x40000000 + 39);
    printf("%ld %d\n", -answer, x32 == -1 ? errno : 0);
    return 0;
}
