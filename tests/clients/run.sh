#!/bin/sh
# Real MCP clients against the real server: run.sh SERVER UPSTREAM [DATA]
#
# Installs what package-lock.json names into node_modules (nothing of it is run while installing)
# and runs main.mjs with a Node of at least 22: the machine's, or the one that came as a package.
set -u
if [ $# -lt 2 ]; then
    echo "usage: run.sh SERVER UPSTREAM [DATA]" >&2
    exit 2
fi
server=$(realpath "$1") && upstream=$(realpath "$2") || exit 2
data=${3:+$(realpath "$3")} || exit 2
cd "$(dirname "$0")" || exit 2

install() {
    npm ci --ignore-scripts --loglevel=error && cp package-lock.json node_modules/.installed
}
if ! cmp -s package-lock.json node_modules/.installed; then
    install || install || {
        echo "npm ci failed twice; it needs npm and a package registry"
        echo "0 passed, 1 failed, 0 skipped"
        exit 1
    }
fi

is_new() {
    [ -x "$1" ] && "$1" -e 'process.exit(parseInt(process.versions.node) >= 22 ? 0 : 1)' 2>/dev/null
}
for node in "$(command -v node)" node_modules/node-linux-*/bin/node; do
    is_new "$node" && exec "$node" main.mjs "$server" "$upstream" "$data"
done
echo "no Node of at least 22: neither on the PATH nor as a package for this machine"
echo "0 passed, 1 failed, 0 skipped"
exit 1
