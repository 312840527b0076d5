# Task 2 server with asyncio. Wrong: waits for the end of a line that the client does not send
import asyncio
import socket
import sys

door = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
door.bind((host, port))
door.listen(5)
async def serve(reader, writer):
    numbers = eval((await reader.readline()).decode())
    writer.write(str(sorted(set(numbers))).encode())
    await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, sock=door)
    await server.serve_forever()


asyncio.run(main())
