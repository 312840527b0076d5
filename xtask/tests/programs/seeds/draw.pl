print join(" ", map { 1 + int(rand(100)) } 1 .. 25 + int(rand(76))), "\n";
my %set = map { $_ => 1 } "a" .. "j";
print join(" ", keys %set), " ", time, " $$\n";
