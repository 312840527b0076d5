// Task 3 client: objects in JSON, one a line
const net = require('net');

const numbers = [20, 100, 3];
while (numbers.length < 25) numbers.push(1 + Math.floor(Math.random() * 100));
const client = net.connect(Number(process.argv[2] || 12345), process.argv[3] || 'localhost');
client.write(JSON.stringify({ numbers: numbers }) + '\n');
let text = '';
client.on('data', (data) => { text += data; });
client.on('end', () => {
  const reply = JSON.parse(text);
  console.log(`Client array: ${numbers}`);
  console.log(`${reply.count} common elements`);
  console.log(reply.common);
});
