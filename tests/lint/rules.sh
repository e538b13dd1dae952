#!/bin/sh
# rules - each rule of the protocol is named by a test, and each name is a rule's.
#
#     sh tests/lint/rules.sh [FOLDER]
#
# tests/rules.txt is the table.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/sources.sh"
cd "${1:-.}" || exit 2

table=tests/rules.txt
[ -f $table ] || table=/dev/null
sources \( -path './tests/unit/*.c' -o -path './tests/cases/*.case' -o -path './tests/clients/*.mjs' \) |
    LC_ALL=C xargs awk -f "$here/rules.awk" $table
