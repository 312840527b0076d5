# Task 2 server. Wrong: reads the list and waits for the next client
require 'socket'

door = TCPServer.new('0.0.0.0', ARGV[0].to_i)
loop do
  client = door.accept
  puts "List received: #{client.readpartial(1024)}"
end
