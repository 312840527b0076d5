#include <stdio.h>
#include <sys/random.h>

static unsigned from(const char *path) {
    unsigned drawn = 0;
    FILE *device = fopen(path, "r");
    if (!device || fread(&drawn, sizeof drawn, 1, device) != 1) return 0;
    fclose(device);
    return drawn;
}

int main(void) {
    unsigned asked = 0;
    getentropy(&asked, sizeof asked);
    for (int i = 0; i < 25; i++) printf("%u ", from("/dev/urandom"));
    printf("%u %u\n", from("/dev/random"), asked);
    return 0;
}
