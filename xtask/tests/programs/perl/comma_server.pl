# Task 3 server: numbers with commas
use strict;
use warnings;
use IO::Socket::INET;

my $server = IO::Socket::INET->new(LocalPort => $ARGV[0] || 12345, Listen => 5, ReuseAddr => 1) or die "cannot listen: $!";
$| = 1;
while (my $client = $server->accept()) {
    my @mine = (100, 3, 20, map { 1 + int rand 100 } 1 .. 22);
    print "Server list: ", join(",", @mine), "\n";
    my $line;
    recv $client, $line, 1024, 0;
    my %theirs = map { $_ => 1 } split /,/, $line;
    my %common = map { $_ => 1 } grep { $theirs{$_} } @mine;
    my @sorted = sort { $a <=> $b } keys %common;
    print $client join(",", @sorted);
    close $client;
}
