// Task 3 server: objects in JSON, one a line
const net = require('net');

const server = net.createServer((socket) => {
  const mine = [100, 3, 20];
  while (mine.length < 25) mine.push(1 + Math.floor(Math.random() * 100));
  console.log('Server array: ' + mine);
  let text = '';
  socket.on('data', (data) => {
    text += data;
    if (!text.includes('\n')) return;
    const { numbers } = JSON.parse(text);
    const common = [...new Set(numbers)].filter((x) => mine.includes(x)).sort((a, b) => a - b);
    socket.end(JSON.stringify({ common: common, count: common.length }) + '\n');
  });
});
server.listen(Number(process.argv[2] || 12345), process.argv[3]);
