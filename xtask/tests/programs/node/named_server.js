// Task 3 server: a number a line up to an empty line comes; "NUM 7" lines and "DONE 1" go

const net = require('net');
const server = net.createServer((socket) => {
  let text = '';
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (data) => {
    text += data;
    if (!text.endsWith('\n\n')) return;
    const theirs = new Set(text.trim().split('\n').map(Number));
    const own = Array.from({ length: 25 }, () => 1 + Math.floor(Math.random() * 100));
    own[3] = 100; // the client has it as well
    console.log('Server numbers:');
    console.table(own);
    const common = [...new Set(own)].filter((n) => theirs.has(n)).sort((a, b) => a - b);
    socket.end(common.map((n) => `NUM ${n}\r\n`).join('') + `DONE ${common.length}\r\n`);
  });
});
server.listen(Number(process.argv[2] || 12345));
