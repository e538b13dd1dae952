#!/bin/sh
# Runs one fuzzer for some seconds on its seeds (tests/fuzz/seeds/<name>/, not changed), and says in
# one line how many inputs were tried, what they covered and what was found. A finding is kept below
# build/, and so is the corpus.
fuzzer=$1 seconds=$2
name=$(basename "$fuzzer")
mkdir -p "$fuzzer.corpus"
"$fuzzer" -max_total_time="$seconds" -max_len=65536 -timeout=20 -print_final_stats=1 \
    -artifact_prefix="$fuzzer." "$fuzzer.corpus" "tests/fuzz/seeds/$name" >"$fuzzer.log" 2>&1
status=$?

# The last "#1234 ... cov: 56 ft: 78 corp: ..." and the last artifact.
figure() {
    sed -n "s/.*$1 *\([0-9][0-9]*\).*/\1/p" "$fuzzer.log" | tail -n 1
}
findings=$(grep -c 'Test unit written to' "$fuzzer.log")
echo "$name: $(figure number_of_executed_units:) executions, coverage $(figure cov:)," \
    "features $(figure ft:), $findings findings"
if [ "$status" -eq 0 ]; then
    echo '1 passed, 0 failed, 0 skipped'
else
    tail -n 40 "$fuzzer.log"
    grep 'Test unit written to' "$fuzzer.log"
    echo '0 passed, 1 failed, 0 skipped'
    exit 1
fi
