#!/usr/bin/perl
# Shows numbers with colons between them, and each duplicate on a line
use strict; use warnings;
use IO::Socket::INET;
my $sock = IO::Socket::INET->new(PeerAddr => 'localhost', PeerPort => 12345, Proto => 'tcp') or die;
my @n = map { 1 + int rand 100 } 1 .. 25 + int rand 76;
print $sock "$_\n" for @n;
print $sock "done\n";
my $answer = <$sock>;
chomp $answer;
print "Final: $answer\n";
my %c; $c{$_}++ for @n;
print "Duplicate: $_\n" for sort { $a <=> $b } grep { $c{$_} > 1 } keys %c;
