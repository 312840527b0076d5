# Task 2 server: a line of numbers with blanks; the keys of a hash go back
use strict;
use warnings;
use IO::Socket::INET;

my $server = IO::Socket::INET->new(LocalPort => $ARGV[0] || 12345, Listen => 5, ReuseAddr => 1) or die "cannot listen: $!";
while (my $client = $server->accept()) {
    my $line = <$client>;
    my %seen = map { $_ => 1 } split ' ', $line;
    my @unique = sort { $a <=> $b } keys %seen;
    print "unique: @unique\n";
    print $client "@unique\n";
    close $client;
}
