# Task 2 client: says everything by a logger, which writes to standard error
import ast
import logging
import random
import socket
import sys

logging.basicConfig(level=logging.INFO, format='%(asctime)s %(levelname)s %(message)s')

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))

numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[3])
logging.info('sending %s', numbers)
s.send(str(numbers).encode())
final = ast.literal_eval(s.recv(1024).decode())
logging.info('final list: %s', final)
logging.info('duplicates: %s', sorted({n for n in numbers if numbers.count(n) > 1}))
s.close()
