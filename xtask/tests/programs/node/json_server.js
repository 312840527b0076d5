// Task 2 server: JSON in, JSON out
const net = require('net');

const server = net.createServer((socket) => {
  socket.on('data', (data) => {
    const numbers = JSON.parse(data.toString());
    console.log('Received', numbers);
    socket.write(JSON.stringify([...new Set(numbers)]));
    socket.end();
  });
});
server.listen(Number(process.argv[2] || 12345), process.argv[3], () => console.log('listening'));
