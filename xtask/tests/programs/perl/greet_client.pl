# Task 1 client: lines
use strict;
use warnings;
use IO::Socket::INET;

my $s = IO::Socket::INET->new(PeerAddr => $ARGV[1] || 'localhost', PeerPort => $ARGV[0] || 12345) or die "cannot connect: $!";
my $greeting = <$s>;
print $greeting;
print $s "It was nice talking to you\n";
close $s;
