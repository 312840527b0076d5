// Task 1 client
const net = require('net');

const client = net.connect(Number(process.argv[2] || 12345), process.argv[3] || 'localhost');
client.on('data', (data) => {
  console.log(data.toString());
  client.write('It was nice talking to you');
});
client.on('end', () => client.end());
