# Task 2 client: a line of numbers with blanks; sort and uniq find the duplicates
exec 3<>"/dev/tcp/${2:-127.0.0.1}/${1:-12345}"
n=$((25 + RANDOM % 75))
numbers=()
for ((i = 0; i < n; i++)); do
    numbers+=($((1 + RANDOM % 100)))
done
numbers+=("${numbers[0]}")  # so that there is always a repeat
echo "Sending: ${numbers[*]}"
echo "${numbers[*]}" >&3
read -r final <&3
echo "Final list: $final"
echo "Duplicates:"
printf '%s\n' "${numbers[@]}" | sort -n | uniq -d
