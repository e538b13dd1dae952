#!/bin/sh
# threads - conversations on the command line: gone on with, listed, shown, forgotten, tampered with;
# and answers that must fit a schema.
#
#     sh tests/cli/threads.sh SERVER UPSTREAM
# shellcheck source=tests/cli/lib/stand_in.sh
. "$(dirname "$0")/lib/stand_in.sh"
# shellcheck source=tests/cli/lib/check.sh
. "$(dirname "$0")/lib/check.sh"
server=$(readlink -f "$1") upstream=$2
folder=$(mktemp -d)

cat >"$folder/script" <<'END'
{"openai/gpt-77":[{"text":"Paris."},{"text":"Two million."},{"text":"French."},
{"text":"{\"n\":\"four\"}","cost":"0.01"},{"text":"{\"n\":4}","cost":"0.02"},
{"text":"{\"n\":5}"},{"text":"four"},{"text":"five"}],
"deepseek/deepseek-r9":[{"text":"Sure:\n```json\n{\"n\": 6}\n```\nDoes it help?"}]}
END
echo '{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}' >"$folder/schema.json"
mkdir "$folder/here" "$folder/there"
trap 'kill $upstream_pid; rm -rf "$folder"' EXIT
stand_in "$upstream" "$folder/url" --script "$folder/script" --record "$folder/record"
records=$folder/.local/state/openrouter-mcp/records.db
place=$folder/here

command_line() {
    (cd "$place" && env -i HOME="$folder" OPENROUTER_API_KEY=sk-or-v1-not-a-key \
        OPENROUTER_BASE_URL="$(cat "$folder/url")" "$server" "$@" 2>"$folder/err")
}
asked() { grep -c '"path":"/api/v1/chat/completions".*"outcome"' "$folder/record"; }

# SENTENCE COUNT   how many questions upstream has seen.
check_asked() {
    if [ "$(asked)" -eq "$2" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $1: upstream has seen $(asked), not $2"
    fi
}

# The thread that the last answer's footer names.
thread() { sed -n 's/.* thread \(t_[a-z2-7]*\).*/\1/p' "$folder/err"; }

byte_at() { od -An -tu1 -j"$1" -N1 "$records" | tr -d ' '; }

# NAME   changes one bit of what is sealed under it. The name stands in the row, before its times
# (those of this year begin with another byte than what follows it in the index) and what is sealed.
tamper() {
    year=$(($(date +%s) / 16777216)) found=''
    grep -abo "$1" "$records" | cut -d: -f1 >"$folder/places"
    while read -r at; do
        [ "$(byte_at $((at + 28)))" -eq "$year" ] && found=$((at + 28 + 8 + 40))
    done <"$folder/places"
    [ -n "$found" ] || return 1
    old=$(byte_at "$found")
    new=$((old % 2 == 0 ? old + 1 : old - 1))
    # An octal escape is the byte.
    # shellcheck disable=SC2059
    printf "\\$(printf '%03o' "$new")" |
        dd of="$records" bs=1 seek="$found" conv=notrunc 2>"$folder/dd"
}

gpt='--model openai/gpt-77'
day='20??-??-?? ??:??:?? UTC'

check 'where nothing is kept, that is said' 0 'No thread of this project is kept.' '' threads
check 'also for programs' 0 '{"threads":\[\]}' '' threads --json

check 'an answer names its thread' 0 'Paris.' '*· thread t_*' ask $gpt 'The capital of France?'
first=$(thread)
check 'which is gone on with' 0 'Two million.' '*· thread t_*' \
    ask $gpt --system 'Be brief.' --thread "$first" 'How many live there?'
second=$(thread)
check 'each conversation is one row, by its newest turn' 0 \
    "$second  $day  openai/gpt-77  2 turns  The capital of France? … How many live there?" '' threads
check 'and one object' 0 \
    "{\"threads\":\[{\"thread\":\"$second\",\"time_s\":*,\"model\":\"openai/gpt-77\",\"turns\":2,\"begins\":\"The*\",\"asks\":\"How*\",\"project\":\"*/here\"}\]}" \
    '' threads --json
red=$(printf 'red \033[31m\342\200\256 herring')
check 'a branch is a row of its own, and words are harmless' 0 'French.' '*' \
    ask $gpt --thread "$first" "$red"
branch=$(thread)
check 'the newest is the first' 0 \
    "$branch  *  2 turns  The capital of France? … red \[31m herring?$second  *" '' threads
check 'of so many as are wanted' 0 "$branch  * herring" '' threads --limit 1
check 'a thread is shown whole, from its first question on' 0 \
    "--- $first, $day: openai/gpt-77 was asked?The capital of France??--- and answered?Paris.?--- $second, $day: openai/gpt-77 was asked?(system) Be brief.?How many live there??--- and answered?Two million." \
    '' threads "$second"
check 'also for programs' 0 \
    "{\"turns\":\[{\"thread\":\"$first\",\"time_s\":*,\"asked\":\"The capital of France?\",\"answered\":\"Paris.\"},{\"thread\":\"$second\",*\"system\":\"Be brief.\",*\"answered\":\"Two million.\"}\]}" \
    '' threads "$second" --json

place=$folder/there
check 'those of another project are not listed' 0 'No thread of this project is kept.' '' threads
check 'nor shown' 2 '' '*belongs to another project; add --all' threads "$second"
check 'nor forgotten' 2 '' '*belongs to another project; add --all' threads "$second" --forget --yes
check 'unless it is wanted' 0 "$branch  *?$second  *" '' threads --all
check 'and shown then' 0 "--- $first, *Two million." '' threads --all "$second"
check 'no thread is gone on with elsewhere' 2 '' '*belongs to another project*' \
    ask $gpt --thread "$second" 'And there?'
place=$folder/here

check 'a name that is none is refused' 2 '' '*must match*' threads t_short
check 'one that is not kept is said' 2 '' '*there is no thread t_aaaaaaaaaaaaaaaaaaaaaaaaaa*' \
    threads t_aaaaaaaaaaaaaaaaaaaaaaaaaa
check 'nothing is forgotten when nobody can be asked' 2 "To be removed: $branch, 1 turn, *" \
    '*nobody to ask*--yes' threads "$branch" --forget
check 'nor by programs that do not say so' 2 '' '*add --yes' threads "$branch" --forget --json
check 'to forget takes a name' 2 '' '*threads NAME --forget*' threads --forget
check 'it takes what no other thread needs' 0 "To be removed: $branch, 1 turn, *Removed." '' \
    threads --forget "$branch" --yes
check 'so the other one is whole' 0 "$second  *  2 turns  *" '' threads
check 'what was forgotten is not shown' 2 '' "*there is no thread $branch*" threads "$branch"
check 'nor gone on with' 2 '' "*there is no thread $branch*" ask $gpt --thread "$branch" 'And now?'
check_asked 'and nothing of it is sent' 3

tamper "$first"
check 'a turn that was tampered with is said beside its thread' 0 \
    "$second  *  1 turn  How many live there?  (cannot be gone on with: $first, *" '' threads
check 'also to programs' 0 "*\"error\":\"$first cannot be opened\"}\]}" '' threads --json
check 'and named in its place' 1 \
    "--- $first, which leads to the next one, cannot be opened: *not as it was written*--- $second, *Two million." \
    '' threads "$second"
check 'the thread is not gone on with' 2 '' '*not as it was written*' \
    ask $gpt --thread "$second" 'Still?'
tamper "$second"
check 'the newest turn is named, too' 0 \
    "$second  $day  cannot be opened: *not as it was written*?$first  $day  cannot be opened: *" '' threads
check 'and not shown' 2 '' "*$second cannot be opened: *not as it was written*" threads "$second"
check 'nor gone on with' 2 '' '*not as it was written*' ask $gpt --thread "$second" 'Still?'
check_asked 'nothing of what was tampered with is sent' 3
check 'it can be forgotten' 0 "{\"forgotten\":\[\"$second\"\]}" '' threads "$second" --forget --yes --json
check 'forget takes threads as well' 0 'To be removed: *Removed.' '' forget --all --yes
check 'then none is left' 0 'No thread is kept.' '' threads --all

echo 'int main;' >"$place/a.c"
root() { said=$(command_line --root "$place" "$@"); }
root ask --model standin/fast --files a.c 'Is it right?'
check 'of a question with a file, its own words are listed' 0 \
    "$(thread)  $day  standin/fast  1 turn  Is it right?" '' threads
check 'the help of ask has the thread and the schema' 0 '*--thread TEXT *--answer-schema JSON or @FILE*' \
    '' ask --help
check 'of an answer that was mended, stdout has what fits and nothing else' 0 '{"n":4}' \
    '— openai/gpt-77 *asked twice, to fit the schema*' \
    ask $gpt --answer-schema "@$folder/schema.json" '2+2'
check 'the schema may be typed' 0 '{"n":5}' '— openai/gpt-77 *' \
    ask $gpt --answer-schema "$(cat "$folder/schema.json")" '2+3'
check 'the JSON among prose is all that is on stdout' 0 '{"n": 6}' '— deepseek/deepseek-r9 *' \
    ask --model deepseek/deepseek-r9 --answer-schema "@$folder/schema.json" '3+3'
check 'also when it is given again' 0 '{"n": 6}' '— deepseek/deepseek-r9 *(cached*' \
    ask --model deepseek/deepseek-r9 --answer-schema "@$folder/schema.json" '3+3'
check 'what does not fit is not on stdout' 2 '' '*does not fit answer_schema*' \
    ask $gpt --answer-schema "@$folder/schema.json" '2*2'
check 'a dry run shows what would be sent' 0 'DRY RUN: *' '*' \
    ask $gpt --dry-run --answer-schema "@$folder/schema.json" '2-2'
check 'a schema that is no JSON is refused by its flag' 2 '' '*--answer-schema: not JSON*' \
    ask $gpt --answer-schema '{n' '2+2'
check 'and a file that is not there by its name' 2 '' '*/nowhere cannot be opened*' \
    ask $gpt --answer-schema @/nowhere '2+2'

sum_up
