// Task 2 server: what it receives is gathered in one buffer for all clients, and its first line is answered
const net = require('net');

let buffer = '';
net.createServer((socket) => {
  socket.on('data', (data) => {
    buffer += data;
    if (!buffer.includes(']')) return;
    const numbers = JSON.parse(buffer.slice(0, buffer.indexOf(']') + 1));
    socket.end(JSON.stringify([...new Set(numbers)]));
  });
}).listen(Number(process.argv[2]));
