# Task 2 client, wrong: five hundred numbers, each on a connection of its own
import random
import socket
import sys

def say(word):
    address = (sys.argv[2] if len(sys.argv) > 2 else "localhost", int(sys.argv[1]) if len(sys.argv) > 1 else 12345)
    s = socket.create_connection(address)
    s.sendall(word.encode())
    answer = s.recv(4096).decode()
    s.close()
    return answer

numbers = [random.randint(1, 100) for i in range(500)]
for number in numbers:
    say(str(number))
unique = [int(word) for word in say("end").split()]
duplicates = list(numbers)
for x in unique:
    duplicates.remove(x)
print('Final list:', unique)
print('Duplicates:', duplicates)
