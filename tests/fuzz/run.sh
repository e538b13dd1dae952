#!/bin/sh
# Runs one fuzzer for some seconds on its seeds (tests/fuzz/seeds/<name>/, not changed), and says how
# many inputs were tried. A finding is kept below build/.
fuzzer=$1 seconds=$2
corpus=$fuzzer.corpus
seeds=tests/fuzz/seeds/$(basename "$fuzzer")
mkdir -p "$corpus"
[ -d "$seeds" ] || seeds=
# shellcheck disable=SC2086
"$fuzzer" -max_total_time="$seconds" -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$fuzzer." "$corpus" $seeds >"$fuzzer.log" 2>&1
status=$?
grep -E 'number_of_executed_units|cov:|SUMMARY' "$fuzzer.log" | tail -n 2
if [ "$status" -eq 0 ]; then
    echo '1 passed, 0 failed, 0 skipped'
else
    tail -n 40 "$fuzzer.log"
    echo '0 passed, 1 failed, 0 skipped'
    exit 1
fi
