#!/bin/sh
# words - calls and words that do not occur here, and why.
#
#     sh tests/lint/words.sh [FOLDER]
#
# words.txt is the table. One finding is one line "file:line: what (why)".
here=$(cd "$(dirname "$0")" && pwd)
. "$here/sources.sh"
cd "${1:-.}" || exit 2

sources ! -path './tests/lint/words.txt' ! -name '*.png' ! -name 'package-lock.json' |
    LC_ALL=C xargs awk -f "$here/code.awk" -f "$here/words.awk" "$here/words.txt"
