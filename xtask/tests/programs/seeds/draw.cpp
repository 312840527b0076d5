#include <chrono>
#include <iostream>
#include <random>

int main() {
    std::random_device device;
    std::mt19937 generator(device());
    std::cout << generator() << ' ' << std::chrono::system_clock::now().time_since_epoch().count() << '\n';
}
