// Task 2 server. Wrong: reads the list and never answers
const net = require('net');

net.createServer((client) => {
  client.on('data', (data) => console.log('List received:', data.toString()));
}).listen(Number(process.argv[2]));
