# Task 3 server: two hexadecimal digits a number come, "COUNT 4" goes, "OK" comes, and the common numbers go in as few digits as they need
use strict;
use warnings;
use IO::Socket::INET;

my $listener = IO::Socket::INET->new(LocalPort => $ARGV[0] || 12345, Listen => 5, Reuse => 1) or die "cannot listen: $!";
while (my $s = $listener->accept) {
    chomp(my $line = <$s> // exit);
    my %theirs = map { hex($_) => 1 } unpack '(A2)*', $line;
    my @own = map { 1 + int rand 100 } 1 .. 25;
    $own[3] = 100;    # the client has it as well
    print "Server drew:\n";
    printf "  #%-2d -> %d\n", $_ + 1, $own[$_] for 0 .. $#own;
    my %common = map { $_ => 1 } grep { $theirs{$_} } @own;
    my @common = sort { $a <=> $b } keys %common;
    print $s "COUNT " . @common . "\n";
    print $s join(' ', map { sprintf '%x', $_ } @common), "\n" if <$s> =~ /OK/;
    close $s;
    STDOUT->flush;
}
