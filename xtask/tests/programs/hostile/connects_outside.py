# Looks for a way out of its network: every answer has to be a refusal, at once.
import errno
import socket

print(socket.gethostname(), socket.gethostbyname(socket.gethostname()))
for address in ("8.8.8.8", "1.1.1.1", "10.59.122.36", "169.254.169.254", "127.0.0.1"):
    for port in (22, 53, 80, 443):
        try:
            socket.create_connection((address, port), 5).close()
            print("reached %s:%d" % (address, port))
        except OSError as error:
            if error.errno != errno.ECONNREFUSED:
                print("%s:%d: %s" % (address, port, error))
for name in ("eniac.seas.upenn.edu", "example.com"):
    try:
        print(name, socket.gethostbyname(name))
    except OSError:
        pass
print("interfaces: %s" % [name for _, name in socket.if_nameindex()])
print("done")
