#!/bin/sh
# Reads what it should not: says what it could.
for path; do
    if ls -A "$path/." > /dev/null 2>&1 || cat "$path" > /dev/null 2>&1; then echo "$path: read"; fi
done
echo done
