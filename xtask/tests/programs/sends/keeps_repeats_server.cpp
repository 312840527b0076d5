// Task 2 server. Wrong: sends back what it got, gathered by the library until it is flushed
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <string>

static void reply(int client, const std::string &text) {
    FILE *out = fdopen(dup(client), "w");
    fprintf(out, "%s\n", text.c_str());
    fclose(out);
}

int main() {
    int s = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(12345);
    bind(s, reinterpret_cast<sockaddr *>(&address), sizeof address);
    listen(s, 5);
    for (;;) {
        int client = accept(s, nullptr, nullptr);
        std::string text;
        char byte;
        while (read(client, &byte, 1) == 1 && byte != '\n') text += byte;
        reply(client, text);
        close(client);
    }
}
