# Dashes between the numbers and a point behind them; one loop with select

import select, socket, queue, sys
server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setblocking(0)
server.bind(('0.0.0.0', 12345))
server.listen(5)
inputs = [server]
outputs = []
message_queues = {}
pending = {}
while inputs:
    readable, writable, exceptional = select.select(inputs, outputs, inputs)
    for s in readable:
        if s is server:
            connection, client_address = s.accept()
            connection.setblocking(0)
            inputs.append(connection)
            message_queues[connection] = queue.Queue()
            pending[connection] = b''
        else:
            data = s.recv(1024)
            if data:
                pending[s] += data
                if pending[s].endswith(b'.'):
                    nums = [int(x) for x in pending[s][:-1].split(b'-')]
                    message_queues[s].put('-'.join(str(x) for x in sorted(set(nums))).encode() + b'.')
                    if s not in outputs:
                        outputs.append(s)
            else:
                if s in outputs:
                    outputs.remove(s)
                inputs.remove(s)
                s.close()
                del message_queues[s]
    for s in writable:
        try:
            next_msg = message_queues[s].get_nowait()
        except (queue.Empty, KeyError):
            outputs.remove(s)
        else:
            s.send(next_msg)
