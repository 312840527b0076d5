# Task 2 server. Wrong: reads the list and waits for the next client
use strict;
use IO::Socket::INET;

my $door = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 5, ReuseAddr => 1) or die $!;
my @guests;
while (my $client = $door->accept()) {
    push @guests, $client;
    $client->recv(my $text, 1024);
    print "List received: $text\n";
}
