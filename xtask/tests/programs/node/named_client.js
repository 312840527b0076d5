// Task 3 client: a number a line and an empty line; the answer in lines of a word and a number

const net = require('net');
const numbers = Array.from({ length: 25 }, () => 1 + Math.floor(Math.random() * 100));
numbers[7] = 100; // the server has it as well
const socket = net.connect(Number(process.argv[2] || 12345), process.argv[3] || 'localhost', () => {
  socket.write(numbers.join('\n') + '\n\n');
});
let text = '';
socket.on('data', (data) => (text += data));
socket.on('end', () => {
  console.log('Client numbers:');
  console.table(numbers);
  const common = text.split('\r\n').filter((line) => line.startsWith('NUM ')).map((line) => line.slice(4));
  console.log('Result from server:');
  common.forEach((n, i) => console.log(`${i + 1}. ${n}`));
});
