# Cannot even be read
import socket

s = socket.socket(
s.bind(('', 12345))
s.listen(5)
