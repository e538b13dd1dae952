#!/bin/sh
# twins - the same question in two processes at once: asked once upstream, and paid once.
#
#     sh tests/cli/twins.sh SERVER UPSTREAM
# shellcheck source=tests/cli/lib/stand_in.sh
. "$(dirname "$0")/lib/stand_in.sh"
server=$1 upstream=$2
folder=$(mktemp -d)
passed=0 failed=0

echo '{"openai/gpt-77":[{"text":"forty-two","first_ms":1200,"cost":"0.02"}]}' >"$folder/script"
trap 'kill $upstream_pid; rm -rf "$folder"' EXIT
stand_in "$upstream" "$folder/url" --script "$folder/script" --record "$folder/record"

# OUT QUESTION, in the background; its process is in $pid.
ask() {
    env -i HOME="$folder" OPENROUTER_API_KEY=sk-or-v1-not-a-key \
        OPENROUTER_BASE_URL="$(cat "$folder/url")" \
        "$server" ask --model openai/gpt-77 "$2" >"$1" 2>&1 </dev/null &
    pid=$!
}
asked() { grep -c '"path":"/api/v1/chat/completions".*"outcome"' "$folder/record"; }

# SENTENCE CONDITION...
check() {
    sentence=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $sentence"
        cat "$folder"/out.* "$folder/record"
    fi
}

ask "$folder/out.1" 'Why?'
first=$pid
sleep 0.4
ask "$folder/out.2" 'Why?'
wait "$first" "$pid"
check 'the first process is answered at its cost' grep -q '· \$0.02 ·' "$folder/out.1"
check 'the second one waits for the same answer, at no cost' \
    grep -q 'forty-two' "$folder/out.2"
check 'and says so' grep -q '\$0 (cached: asked .* for \$0.02' "$folder/out.2"
check 'upstream has seen one question' [ "$(asked)" -eq 1 ]

ask "$folder/out.3" 'And why that?'
first=$pid
sleep 0.4
ask "$folder/out.4" 'And why that?'
sleep 0.3
kill -9 "$first"
wait "$pid"
check 'who waits for a process that is killed asks himself' grep -q '· \$0.02 ·' "$folder/out.4"
check 'which is a second question upstream' [ "$(asked)" -eq 3 ]

echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
