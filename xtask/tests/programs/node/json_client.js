// Task 2 client: JSON both ways; console.log breaks long lists into rows
const net = require('net');

const n = 25 + Math.floor(Math.random() * 75);
const numbers = Array.from({ length: n }, () => 1 + Math.floor(Math.random() * 100));
numbers.push(numbers[0]); // so that there is always a repeat

const client = net.connect(Number(process.argv[2] || 12345), process.argv[3] || 'localhost', () => {
  client.write(JSON.stringify(numbers));
});
client.on('data', (data) => {
  const unique = JSON.parse(data.toString());
  const duplicates = numbers.filter((x, i) => numbers.indexOf(x) !== i);
  console.log('Original list:', numbers);
  console.log('Final list:', unique);
  console.log('Duplicates:', duplicates);
  client.end();
});
