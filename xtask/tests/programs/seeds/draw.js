const crypto = require("crypto");
const n = 25 + Math.floor(Math.random() * 76);
console.log(Array.from({ length: n }, () => 1 + Math.floor(Math.random() * 100)).join(" "));
console.log(crypto.randomInt(1e9), crypto.randomUUID(), Date.now());
