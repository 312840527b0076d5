// Objects in JSON, one a line, shown as Node shows objects

const net = require('net');
const readline = require('readline');
const s = net.connect(12345, 'localhost');
readline.createInterface({ input: s }).on('line', (line) => {
  console.log('<-', JSON.parse(line));
  s.end(JSON.stringify({ message: "It's been nice talking to you" }) + '\n');
});
