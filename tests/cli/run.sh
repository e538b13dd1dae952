#!/bin/sh
# run - the commands of the built program, against the stand-in: what is on stdout, what on stderr,
# and the exit status.
#
#     sh tests/cli/run.sh SERVER UPSTREAM
# shellcheck source=tests/cli/lib/stand_in.sh
. "$(dirname "$0")/lib/stand_in.sh"
# shellcheck source=tests/cli/lib/check.sh
. "$(dirname "$0")/lib/check.sh"
server=$1 upstream=$2
folder=$(mktemp -d)

trap 'kill $upstream_pid; rm -rf "$folder"' EXIT
stand_in "$upstream" "$folder/url" --record "$folder/record"

command_line() {
    env -i HOME="$folder" OLLAMA_HOST="$ollama" OPENROUTER_API_KEY="$key" OPENROUTER_BASE_URL="$(cat "$folder/url")" \
        "$server" "$@" 2>"$folder/err"
}

key=sk-or-v1-not-a-key input='' ollama=127.0.0.1:1
fast=' the stand-in answers with words*one token'

check 'version says one line' 0 'openrouter-mcp [0-9]*' '' version
check 'help lists the commands' 0 'openrouter-mcp: *  ask *  models *' '' help
check 'help of a command comes from its schema' 0 'Usage: openrouter-mcp ask *PROMPT*--max-cost-usd*' \
    '' ask --help
mkdir "$folder/project"
check '--root stands in front of a command' 0 'openrouter-mcp [0-9]*' '' --root "$folder/project" version
check '--root needs a folder' 2 '' '*--root needs a folder: --root FOLDER' --root
check '--root says which folder it cannot use, and goes on' 0 'openrouter-mcp [0-9]*' \
    '*/nowhere/at/all cannot be used as a folder*' --root /nowhere/at/all version
input='{"jsonrpc":"2.0","id":1,"method":"ping"}
'
check '--root alone serves' 0 '{"jsonrpc":"2.0","id":1,"result":{}}' '' --root "$folder/project" --root="$folder/project"
input=''
check 'an unknown command is answered with the nearest' 2 '' '*did you mean "models"?' modles
check 'an unknown flag is answered with the nearest' 2 '' '*did you mean --model?' ask --modle x y
check 'the answer is on stdout, the footer on stderr' 0 "$fast" '— standin/fast via *' \
    ask --model standin/fast 'Why?'
check 'a cut answer says so beside it' 0 ' the stand-in*' '?CUT: *— standin/length *' \
    ask --model standin/length 'Why?'
check 'sources belong to the answer' 0 ' the *Sources:*source-3.example/page' '— *' \
    ask --model standin/citations 'Why?'
check 'several models come as sections with their names' 0 \
    '?standin/fast answered*?standin/second answered*total: 2 models*' '' \
    ask --model standin/fast,standin/second 'Why?'
check 'a failure is an error, on stderr' 2 '' '*(429*' ask --model standin/error-429 'Why?'
check 'json is one object' 0 '{"text":*,"is_error":false,"_meta":{*"complete":true*}}' '' \
    ask --json --model standin/fast 'Why?'
check 'json tells a failure, too' 2 '{"text":*,"is_error":true,*}' '' \
    ask --json --model standin/error-429 'Why?'
check 'json tells wrong arguments, too' 2 '{"text":*16*,"is_error":true,"_meta":{}}' '' \
    ask --json --max-output-tokens 3 'Why?'
check 'wrong arguments are corrected' 2 '' '*Corrected call: *16*' ask --max-output-tokens 3 'Why?'
check 'a dry run sends nothing' 0 'DRY RUN: *"content":"Why?"*' '' \
    ask --dry-run --model standin/fast 'Why?'
check 'models answers with rows' 0 '3 of *qwen/*' '' models qwen --limit 3
check 'usage says what was spent and what is left' 0 'today (* UTC) by model: *budgets: call *key: *' '' usage
check 'usage takes a period and a group' 0 'the last 7 days by tag: *' '' usage --period 7d --by tag
check 'usage refuses a group that there is not, and says which there are' 2 '' '*provider*' \
    usage --by week
check 'usage tells the facts in json' 0 \
    '{"text":*,"is_error":false,"_meta":{"period":"today","by":"model","total":{"spent_usd":*}}' '' \
    usage --json
check 'usage says how the account can be seen' 0 '*account: *OPENROUTER_MANAGEMENT_KEY*' '' usage --account
check 'the same question is answered at no cost' 0 "$fast" '— standin/fast via *$0 (cached: asked *' \
    ask --model standin/fast 'Why?'
check 'unless it is asked anew' 0 "$fast" '— standin/fast via *in / *out · $0.0*' \
    ask --model standin/fast 'Why?' --fresh
check 'what was sent is listed, the newest first' 0 \
    '*UTC  standin/fast  ask_model  3?? bytes?*UTC  standin/*  ask_model  3?? bytes' '' sent --limit 2
check 'and shown to the byte' 0 '{"model":"standin/fast","messages":\[{"role":"user","content":"Why?"}],*}' \
    '1, * UTC: {"to":"http*","tool":"ask_model","tag":"","model":"standin/fast"}, 3?? bytes' sent 1
check 'also for programs' 0 '{"sent":\[{"number":1,*"bytes":3??,"body":"{\\"model\\":*"}]}' '' sent '#1' --json
check 'what was not sent is not shown' 2 '' '*nothing of number 999 is kept*' sent 999
check 'forget removes what was kept of answers and questions' 0 \
    'To be removed: what was kept of answers, questions and reviews (* texts).*Removed.' '' forget --all --yes
check 'then nothing that was sent is kept' 0 'Nothing that was sent is kept.' '' sent
check 'forget says that there is nothing' 0 'There is nothing to remove. * calls stay.' '' forget --all
check 'forget wants to know what' 2 '' '*--before YYYY-MM-DD, or --all' forget
check 'forget takes a day that there is' 2 '' '*YYYY-MM-DD' forget --before 2026-02-30
check 'forget does not take both' 2 '' '*not both' forget --before 2026-02-20 --all
check 'forget explains itself' 0 'Usage: openrouter-mcp forget *--all*' '' forget --help
# Whatever has been kept in the state directory goes, and nothing before it was agreed.
answers=$folder/.local/state/openrouter-mcp/answers reviews=$folder/.local/state/openrouter-mcp/reviews
mkdir -p "$answers" "$reviews"
touch -d 2026-01-01 "$answers/a_old.md" "$answers/mine.txt" "$reviews/r_old.json" "$reviews/mine.json"
check 'forget removes nothing when nobody can be asked' 2 'To be removed: what was kept * (2 texts).' \
    '*nobody to ask*--yes' forget 2026-02-01
check 'forget leaves what is younger' 0 'There is nothing to remove.*' '' forget 2025-12-31
check 'forget removes what it has said' 0 '*To be removed: what was kept * (2 texts).*Removed.' '' \
    forget 2026-02-01 --yes
check 'forget has removed it' 0 'There is nothing to remove.*' '' forget --all
if [ -e "$answers/mine.txt" ] && [ ! -e "$answers/a_old.md" ] &&
    [ -e "$reviews/mine.json" ] && [ ! -e "$reviews/r_old.json" ]; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    echo 'FAILED forget removes kept answers and reviews, and no other file'
fi
input='read from a pipe'
check 'the prompt is read from standard input' 0 '*"content":"read from a pipe"*' '' \
    ask --dry-run --model standin/fast
check 'also where - says so' 0 '*"content":"read from a pipe"*' '' \
    ask - --dry-run --model standin/fast
check 'but not where there is a prompt' 0 '*"content":"Why?"*' '' \
    ask 'Why?' --dry-run --model standin/fast
key='' input=''
check 'without a key, ask says what to do' 2 '' '*OPENROUTER_API_KEY*' ask 'Why?'
check 'without a key, models works' 0 '3 of *' '' models --limit 3
key=sk-or-v1-not-a-key

# An interrupt while the answer is being written.
env -i HOME="$folder" OPENROUTER_API_KEY=$key OPENROUTER_BASE_URL="$(cat "$folder/url")" \
    "$server" ask --model standin/slow 'Why?' >"$folder/out" 2>&1 </dev/null &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    [ -s "$folder/out" ] && break
    sleep 0.25
done
kill -INT $pid
wait $pid
status=$?
sleep 0.1
if [ $status -eq 130 ] && [ -s "$folder/out" ] &&
    grep -q '"model":"standin/slow".*"outcome":"aborted"' "$folder/record"; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    echo "FAILED an interrupt closes the connection upstream and ends with 130 (was $status)"
fi

# One that has ended may have to wait for a parent that asks how.
is_running() { kill -0 "$1" 2>/dev/null && ! grep -qs '^State:.Z' "/proc/$1/status"; }

# A parent that dies leaves the pipes open (fault C4).
mkfifo "$folder/in"
exec 9<>"$folder/in"
env -i HOME="$folder" OPENROUTER_API_KEY=$key OPENROUTER_BASE_URL="$(cat "$folder/url")" \
    sh -c '"$1" <"$2" >"$2.out" 2>&1 & echo $! >"$2.pid"; sleep 0.5' - "$server" "$folder/in"
pid=$(cat "$folder/in.pid")
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
    is_running "$pid" || break
    sleep 0.25
done
exec 9>&-
if ! is_running "$pid"; then
    passed=$((passed + 1))
else
    kill "$pid"
    failed=$((failed + 1))
    echo "FAILED a server whose parent has died ends within 3 s"
fi

ollama=$(sed 's|/api/v1||' "$folder/url") key=''
check 'a local model answers without a key' 0 'Hello from here.' '— local/ollama/qwen3:8b via ollama *$0*' \
    ask --model local/ollama/qwen3:8b 'Why?'
check 'local models are listed' 0 '2 of 2 local models*local/ollama/qwen3:8b*' '' models --vendor local

sum_up
