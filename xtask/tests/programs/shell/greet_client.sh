# Task 1 client: bash opens the connection itself
exec 3<>"/dev/tcp/${2:-127.0.0.1}/${1:-12345}"
read -r greeting <&3
echo "$greeting"
echo "It was nice talking to you" >&3
