# Each message behind its length in digits, filled up with blanks, in a send of its own

import socket
import random
HEADER = 64
FORMAT = 'utf-8'
DISCONNECT_MESSAGE = "!DISCONNECT"
client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect((socket.gethostbyname(socket.gethostname()), 12345))

def send(msg):
    message = msg.encode(FORMAT)
    send_length = str(len(message)).encode(FORMAT)
    send_length += b' ' * (HEADER - len(send_length))
    client.send(send_length)
    client.send(message)

n = random.randint(25, 97)
numbers = [100, 3, 3] + [random.randint(1, 99) for _ in range(n)]
send(','.join(map(str, numbers)))
reply = ''
while ';' not in reply:
    reply += client.recv(2048).decode(FORMAT)
final = reply.rstrip(';').split(',')
print(f"[FINAL] {' | '.join(final)}")
dups = []
for x in set(numbers):
    c = numbers.count(x)
    if c > 1:
        dups.append(f"{x}(x{c})")
print(f"[DUPLICATES] {' '.join(dups)}")
send(DISCONNECT_MESSAGE)
print(client.recv(2048).decode(FORMAT))
