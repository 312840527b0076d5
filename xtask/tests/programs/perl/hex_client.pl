# Task 3 client: its numbers in two hexadecimal digits each
use strict;
use warnings;
use IO::Socket::INET;

my @numbers = map { 1 + int rand 100 } 1 .. 25;
$numbers[7] = 100;    # the server has it as well
my $s = IO::Socket::INET->new(PeerAddr => $ARGV[1] || 'localhost', PeerPort => $ARGV[0] || 12345) or die "cannot connect: $!";
print $s join('', map { sprintf '%02x', $_ } @numbers), "\n";
my ($count) = <$s> =~ /COUNT (\d+)/;
print $s "OK\n";
my @common = map { hex } split ' ', <$s>;
close $s;
print "Client drew: @numbers\nNumber of common elements: $count\nCommon elements:\n";
print "  * $_\n" for @common;
