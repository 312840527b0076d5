# Task 2 client. Wrong: prints the numbers that are no duplicates
use strict;
use warnings;
use IO::Socket::INET;

my @numbers = map { 1 + int rand 100 } 1 .. 25 + int rand 75;
push @numbers, $numbers[0];    # so that there is always a repeat
my $s = IO::Socket::INET->new(PeerAddr => $ARGV[1] || 'localhost', PeerPort => $ARGV[0] || 12345) or die "cannot connect: $!";
print $s "@numbers\n";
my $final = <$s>;
print "Numbers: @numbers\n";
print "Final list: $final";
my %count;
$count{$_}++ for @numbers;
print "Duplicates: ", join(", ", grep { $count{$_} == 1 } sort { $a <=> $b } keys %count), "\n";
close $s;
