# Task 3 client. Wrong: cuts the first common number off
exec 3<>"/dev/tcp/${2:-127.0.0.1}/${1:-12345}"
numbers="20,100,3"
for i in {4..25}; do
    numbers="$numbers,$((1 + RANDOM % 100))"
done
echo "my numbers: $numbers"
printf '%s' "$numbers" >&3
common=$(cat <&3)
echo "numbers in both lists: ${common#*,}"
