# Commands, and answers with a code before them, as FTP has them

import socketserver

class CommandServer(socketserver.StreamRequestHandler):
    numbers = []
    def reply(self, text):
        self.wfile.write((text + "\r\n").encode())
    def handle(self):
        numbers = []
        self.reply("220 dedup server ready")
        for raw in self.rfile:
            words = raw.decode().split()
            cmd = words[0].upper()
            if cmd == "HELO":
                self.reply("250 Hello " + words[1])
            elif cmd == "ADD":
                numbers += [int(w) for w in words[1:]]
                self.reply("250 OK")
            elif cmd == "DEDUP":
                seen = set()
                out = []
                for n in numbers:
                    if n not in seen:
                        seen.add(n)
                        out.append(n)
                self.reply("200 " + " ".join(str(n) for n in out))
            elif cmd == "QUIT":
                self.reply("221 Bye")
                return
            else:
                self.reply("500 unknown command")

socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("0.0.0.0", 12345), CommandServer).serve_forever()
