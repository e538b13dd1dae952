#!/bin/sh
# format - every file of C looks as clang-format would write it (.clang-format).
#
#     sh tests/lint/format.sh [FOLDER]
. "$(dirname "$0")/sources.sh"
cd "${1:-.}" || exit 2

passed=0 failed=0
for file in $(c_sources); do
    if clang-format "$file" | cmp -s - "$file"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$file: clang-format -i $file"
    fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
