# Task 3 client: numbers with commas
use strict;
use warnings;
use IO::Socket::INET;

my @numbers = (20, 100, 3, map { 1 + int rand 100 } 1 .. 22);
print "Client list: ", join(",", @numbers), "\n";
my $s = IO::Socket::INET->new(PeerAddr => $ARGV[1] || 'localhost', PeerPort => $ARGV[0] || 12345) or die "cannot connect: $!";
print $s join(",", @numbers);
$s->flush();
my $common;
recv $s, $common, 1024, 0;
print "Common numbers: $common\n";
close $s;
