#!/bin/sh
# tidy - clang-tidy over every file of C that is compiled; one file is one check.
#
#     sh tests/lint/tidy.sh BUILD [FILE...]
#
# BUILD is the folder with the generated schemas.h.
. "$(dirname "$0")/sources.sh"
build=${1:?"usage: tidy.sh BUILD [FILE...]"} && shift
results=$(mktemp) && trap 'rm -f "$results"' EXIT

[ $# -gt 0 ] || set -- $(sources -name '*.c')
flags="-std=c17 -D_GNU_SOURCE -DVERSION=\"0\" -Ilib -I. -I$build -Itests/unit \
    $(pkg-config --cflags libcjson libcurl libsodium libpcre2-8)"
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
