// Task 1 server
const net = require('net');

const server = net.createServer((socket) => {
  console.log('client connected');
  socket.write('Thank you for connecting');
  socket.on('data', (data) => {
    console.log('Received: ' + data);
    socket.end();
  });
});
server.listen(Number(process.argv[2] || 12345), process.argv[3]);
