# Task 2 client, right: a menu, then host, port, how many numbers, and each of them
import socket

while True:
    print('1. Send a greeting')
    print('2. Remove duplicates')
    print('3. Find common numbers')
    choice = input('Your choice: ')
    if choice == '2':
        break
    print('Not yet,', choice)
host = input('Server address [localhost]: ') or 'localhost'
port = int(input('Port: '))
count = int(input('How many numbers? '))
numbers = [int(input('Number %s: ' % chr(97 + i % 26))) for i in range(count)]
s = socket.socket()
s.connect((host, port))
print('Original list:', numbers)
s.send(str(numbers).encode())
unique = eval(s.recv(1024).decode())
duplicates = list(numbers)
for x in unique:
    duplicates.remove(x)
print('Final list:', unique)
print('Duplicates:', duplicates)
s.close()
