# Task 2 server: serves one client, and ends
require 'json'
require 'socket'

server = TCPServer.new(ARGV[0].to_i)
client = server.accept
client.write(JSON.generate(JSON.parse(client.recv(4096)).uniq))
client.close
server.close
