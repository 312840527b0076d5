# Task 2 server: arrays as Ruby's Marshal writes them
require 'socket'

door = TCPServer.new('0.0.0.0', ARGV[0].to_i)
loop do
  client = door.accept
  numbers = Marshal.load(client)
  client.write Marshal.dump([numbers.uniq, numbers.tally.select { |_, n| n > 1 }.keys])
  client.close
end
