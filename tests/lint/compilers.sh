#!/bin/sh
# compilers - gcc and clang both build everything without a warning (the Makefile has -Werror).
#
#     sh tests/lint/compilers.sh
passed=0 failed=0
for cc in gcc clang; do
    # Said in full, so that what the calling make was told does not count.
    folder=build/$cc
    [ $cc = gcc ] && folder=build
    if said=$(make -s -j "$(nproc)" CC=$cc SANITIZE= PORTABLE= BUILD=$folder \
        programs units $folder/cases $folder/demo 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s\n' "$said" | tail -n 40
    fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
