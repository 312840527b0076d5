// Task 2 server: answers after a while
const net = require('net');

net.createServer((client) => {
  client.on('data', (data) => {
    const unique = [...new Set(JSON.parse(data.toString()))];
    setTimeout(() => client.end(JSON.stringify(unique)), 900);
  });
}).listen(Number(process.argv[2]));
