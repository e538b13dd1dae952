#!/bin/sh
# scripts - shellcheck over every shell script.
#
#     sh tests/lint/scripts.sh
. "$(dirname "$0")/sources.sh"

passed=0 failed=0
for file in $(sources -name '*.sh'; sources -path './.ci/*'); do
    # SC1091: it need not follow what is read in; SC2016: awk's $ is not ours; SC2046, SC2086: words
    # are split on purpose.
    if shellcheck --external-sources --severity=info --exclude=SC1091,SC2016,SC2046,SC2086 --shell=sh "$file"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
