require 'securerandom'
puts Array.new(rand(25..100)) { rand(1..100) }.inspect
puts SecureRandom.hex(8), Random.new.rand, [1, 2, 3, 4, 5, 6, 7].shuffle.inspect, 'words'.hash, Time.now.to_f
