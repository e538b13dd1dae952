#!/bin/sh
# Runs each command given as one argument; prints what it says; ends with the sum of the lines
# "N passed, N failed, N skipped" that the commands end with. A command that exits non-zero, or ends
# without such a line, counts as one failure more.
passed=0 failed=0 skipped=0
log=$(mktemp) && trap 'rm -f "$log"' EXIT
for command; do
    printf '== %s\n' "$command"
    sh -c "$command" >"$log" 2>&1 </dev/null
    status=$?
    sed 's/^/   /' "$log"
    set -- $(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$log")
    if [ $# -ne 3 ]; then
        printf '   FAILED: no closing line (exit %s)\n' "$status"
        set -- 0 1 0
    elif [ "$status" -ne 0 ] && [ "$2" -eq 0 ]; then
        printf '   FAILED: exit %s\n' "$status"
        set -- "$1" 1 "$3"
    fi
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
done
printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
