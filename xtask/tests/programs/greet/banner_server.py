# A banner of several lines; the acknowledgement is shown in capitals

from socket import *
srv = socket(AF_INET, SOCK_STREAM)
srv.bind(('localhost', 12345))
srv.listen()
while 1:
    conn, who = srv.accept()
    conn.sendall(b"*****************\n* WELCOME TO MY SERVER *\n*****************\n\n")
    ans = ""
    while not ans.endswith("\n"):
        ans += conn.recv(64).decode()
    print("<%s> %s" % (who[1], ans.strip().upper()))
    conn.close()
