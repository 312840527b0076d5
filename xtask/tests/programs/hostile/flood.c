/* Prints without end. */
#include <stdio.h>

int main(void) {
    for (;;) puts("It was nice talking to you");
}
