#!/usr/bin/perl
# One number a line, answered with colons between the numbers
use strict; use warnings;
use IO::Socket::INET;
$| = 1;
my $server = IO::Socket::INET->new(LocalPort => 12345, Listen => 5, Proto => 'tcp', ReuseAddr => 1) or die "cannot listen: $!";
while (my $client = $server->accept()) {
    my %seen; my @uniq;
    while (my $line = <$client>) {
        chomp $line;
        last if $line eq 'done';
        push @uniq, $line unless $seen{$line}++;
    }
    print $client join(':', @uniq), "\n";
    close $client;
}
