#!/usr/bin/env bash
# Gradescope runs this once, as root, when it makes the image of the autograder: what students' programs are compiled and run by.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends \
    cargo default-jdk-headless g++ gcc golang-go iproute2 libc6-dev make nodejs perl php-cli python3 ruby rustc
chmod +x "$here/socklab"
if ! "$here/socklab" --version; then
    echo "socklab does not run here: export it from a machine with an older C library than this image has" >&2
    exit 1
fi
