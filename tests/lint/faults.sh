#!/bin/sh
# faults - each fault is named by a test or has its reason, and each name is a fault's.
#
#     sh tests/lint/faults.sh [FOLDER]
#
# tests/faults.txt is the table.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/sources.sh"
cd "${1:-.}" || exit 2

table=tests/faults.txt
[ -f $table ] || table=/dev/null
sources \( -path './tests/unit/*.c' -o -path './tests/cases/*.case' -o -path './tests/load/main.c' \
    -o -path './tests/cli/run.sh' \) |
    LC_ALL=C xargs awk -f "$here/faults.awk" $table
