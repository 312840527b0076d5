// Task 2 client: JSON both ways; the duplicates are the keys of a Map
const net = require('net');

const n = 25 + Math.floor(Math.random() * 75);
const numbers = Array.from({ length: n }, () => 1 + Math.floor(Math.random() * 100));
numbers.push(numbers[0]); // so that there is always a repeat

const client = net.connect(Number(process.argv[2] || 12345), process.argv[3] || 'localhost', () => {
  client.write(JSON.stringify(numbers));
});
client.on('data', (data) => {
  const unique = JSON.parse(data.toString());
  const duplicates = new Map();
  for (const x of numbers) duplicates.set(x, (duplicates.get(x) || 0) + 1);
  for (const [x, times] of duplicates) if (times === 1) duplicates.delete(x);
  console.log('Original list:', numbers);
  console.log('Final list: ' + unique.join(', '));
  console.log('Duplicates:', duplicates);
  client.end();
});
