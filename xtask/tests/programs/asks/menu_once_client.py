# Task 2 client, right: a menu that is printed once, and asked by its range until it is left
import random
import socket

print('1. Send numbers')
print('2. Quit')
numbers = [random.randint(1, 100) for _ in range(random.randint(25, 100))]
while True:
    choice = input('Choose [1-2]: ')
    if choice == '2':
        break
    if choice != '1':
        print('No such choice')
        continue
    s = socket.socket()
    s.connect(('localhost', 12345))
    s.sendall((str(numbers) + '\n').encode())
    unique = eval(s.makefile().readline())
    s.close()
    print('Original list:', numbers)
    print('Final list:', unique)
    print('Duplicates:', sorted({x for x in numbers if numbers.count(x) > 1}))
