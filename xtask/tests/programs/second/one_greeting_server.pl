# Task 1 server: has one greeting, and falls over where there is none left
use strict;
use warnings;
use IO::Socket::INET;

my $listener = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 5, ReuseAddr => 1) or die "cannot listen: $!";
my @greetings = ("Thank you for connecting");
$| = 1;
while (my $client = $listener->accept()) {
    my $greeting = shift @greetings;
    die "no greeting left\n" unless defined $greeting;
    $client->send($greeting);
    $client->recv(my $answer, 1024);
    print "Client says: $answer\n";
    close $client;
}
