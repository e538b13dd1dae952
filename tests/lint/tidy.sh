#!/bin/sh
# tidy - clang-tidy over every file of C that is compiled; one file is one check.
#
#     sh tests/lint/tidy.sh [FILE...]
. "$(dirname "$0")/sources.sh"
results=$(mktemp) && trap 'rm -f "$results"' EXIT

make -s BUILD=build build/schemas.h || exit 2
# tests/corpus has bugs on purpose.
[ $# -gt 0 ] || set -- $(sources -name '*.c' ! -path './tests/corpus/*')
flags="-std=c17 -D_GNU_SOURCE -DVERSION=__FILE__ -Ilib -I. -Ibuild -Itests/unit \
    $(pkg-config --cflags libcjson libcurl libsodium libpcre2-8 sqlite3 libgit2)"
export flags
printf '%s\n' "$@" | xargs -P "$(nproc)" -I {} sh -c '
    if said=$(clang-tidy --quiet "$1" -- $flags 2>/dev/null) && [ -z "$said" ]; then
        echo "ok $1"
    else
        printf "%s\n" "${said:-$1: clang-tidy failed}" "bad $1"
    fi' - {} >"$results"
grep -v '^\(ok\|bad\) ' "$results"
passed=$(grep -c '^ok ' "$results") failed=$(grep -c '^bad ' "$results")
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
