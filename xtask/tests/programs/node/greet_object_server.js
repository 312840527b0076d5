// Objects in JSON, one a line, shown as Node shows objects

const net = require('net');
const server = net.createServer((socket) => {
  socket.setEncoding('utf8');
  socket.write(JSON.stringify({ message: 'Thank you for connecting' }) + '\n');
  let buf = '';
  socket.on('data', (d) => {
    buf += d;
    let i;
    while ((i = buf.indexOf('\n')) >= 0) {
      const m = JSON.parse(buf.slice(0, i));
      buf = buf.slice(i + 1);
      console.log('got', m);
    }
  });
});
server.listen(12345, () => console.log('listening'));
