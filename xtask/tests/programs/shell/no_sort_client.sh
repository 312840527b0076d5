# Task 2 client. Wrong: uniq without sort finds only repeats that stand side by side
exec 3<>"/dev/tcp/${2:-127.0.0.1}/${1:-12345}"
n=$((25 + RANDOM % 73))
numbers=()
for ((i = 0; i < n; i++)); do
    numbers+=($((1 + RANDOM % 100)))
done
numbers+=("${numbers[0]}" "${numbers[0]}" "${numbers[1]}")
echo "Sending: ${numbers[*]}"
echo "${numbers[*]}" >&3
read -r final <&3
echo "Final list: $final"
echo "Duplicates:"
printf '%s\n' "${numbers[@]}" | uniq -d
