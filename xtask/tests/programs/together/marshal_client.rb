# Task 2 client: an array as Ruby's Marshal writes it
require 'socket'

s = TCPSocket.new(ARGV[1] || 'localhost', (ARGV[0] || 12345).to_i)
numbers = Array.new(rand(40..99)) { rand(1..100) }
numbers.push(numbers.first)     # so that there is always a repeat
s.write Marshal.dump(numbers)
final, again = Marshal.load(s)
puts "Final: #{final.join(' ')}"
puts "Duplicates: #{again.join(' ')}"
s.close
