# Shows the lists in frames, eight numbers a row, without the last row

import random
import socket

class Client:
    def __init__(self):
        self.numbers = [100, 3, 3]
        self.sock = None

    def generate(self):
        for _ in range(random.randint(25, 97)):
            self.numbers.append(random.randint(1, 100))

    def talk(self):
        self.sock = socket.create_connection(("localhost", 12345))
        self.sock.sendall(repr(self.numbers).encode())
        parts = []
        while True:
            part = self.sock.recv(4096)
            if not part:
                break
            parts.append(part)
        return eval(b"".join(parts))

    def show(self, title, numbers):
        print("+" + "-" * 41 + "+")
        print("| {:<39} |".format(title))
        print("+" + "-" * 41 + "+")
        for i in range(0, len(numbers) - 8, 8):
            print("| " + " ".join("{:4d}".format(n) for n in numbers[i:i + 8]).ljust(39) + " |")
        print("+" + "-" * 41 + "+")

client = Client()
client.generate()
final = client.talk()
client.show("Original numbers (%d)" % len(client.numbers), client.numbers)
client.show("Final list (%d)" % len(final), final)
client.show("Duplicates", [n for n in final if client.numbers.count(n) > 1])
