/* Writes one file without end, and asks nobody whether it worked. */
#include <stdio.h>
#include <string.h>

int main(void) {
    static char block[1 << 16];
    FILE *file = fopen("/tmp/large", "w");
    memset(block, 'x', sizeof block);
    for (;;) fwrite(block, 1, sizeof block, file);
}
