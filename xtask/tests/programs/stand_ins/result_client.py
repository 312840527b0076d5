# Acknowledges, sends its list, and shows what stands behind the words of the answer
import random
import socket
import sys

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
print(s.recv(1024).decode())
s.send(b'It was nice talking to you')
print(s.recv(1024).decode())
numbers = [random.randint(1, 100) for i in range(40)]
numbers.append(numbers[0])
s.send(str(numbers).encode())
answer = s.recv(1024).decode()
assert answer.startswith('Result: ')
result = eval(answer[len('Result: '):])
print('Final list:', result)
print('Duplicates:', sorted(set(n for n in numbers if numbers.count(n) > 1)))
s.close()
