# Task 1 server: lines
use strict;
use warnings;
use IO::Socket::INET;

my $server = IO::Socket::INET->new(LocalPort => $ARGV[0] || 12345, Listen => 5, ReuseAddr => 1) or die "cannot listen: $!";
$| = 1;
while (my $client = $server->accept()) {
    print "Got connection from ", $client->peerhost(), "\n";
    print $client "Thank you for connecting\n";
    my $line = <$client>;
    print "Client: $line";
    close $client;
}
