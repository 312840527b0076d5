# Task 2 server. Wrong: sends back what it got
require 'socket'

server = TCPServer.new(12345)
loop do
  client = server.accept
  numbers = client.gets.split
  client.puts numbers.join(' ')
  client.close
end
