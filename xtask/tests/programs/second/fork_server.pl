# Task 2 server: a process for each client
use strict;
use warnings;
use IO::Socket::INET;

$SIG{CHLD} = 'IGNORE';
my $listener = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 5, ReuseAddr => 1) or die "cannot listen: $!";
while (1) {
    my $client = $listener->accept() or next;
    if (fork() == 0) {
        $client->recv(my $request, 4096);
        my %seen;
        my @unique = grep { !$seen{$_}++ } $request =~ /\d+/g;
        $client->send('[' . join(', ', @unique) . ']');
        exit 0;
    }
    close $client;
}
