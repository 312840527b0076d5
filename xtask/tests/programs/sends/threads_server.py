# Task 2 server. Wrong: sends back what it got, in a thread of its own
import socketserver


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        numbers = self.rfile.readline().decode().split()
        self.wfile.write((' '.join(numbers) + '\n').encode())


with socketserver.ThreadingTCPServer(('', 12345), Handler) as server:
    server.serve_forever()
