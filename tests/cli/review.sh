#!/bin/sh
# review - the command review in a build: its formats, what it fails by, and what it fails at.
#
#     sh tests/cli/review.sh SERVER UPSTREAM
# shellcheck source=tests/cli/lib/stand_in.sh
. "$(dirname "$0")/lib/stand_in.sh"
# shellcheck source=tests/cli/lib/check.sh
. "$(dirname "$0")/lib/check.sh"
server=$(readlink -f "$1") upstream=$2
folder=$(mktemp -d)
project=$folder/project

cat >"$folder/script" <<'END'
{"openai/gpt-77":[{"text":"{\"findings\":[{\"file\":\"src/half.c\",\"line\":9,\"end_line\":9,\"quote\":\"return n / 3;\",\"title\":\"A third is no half\",\"why\":\"half(6) gives 2.\",\"category\":\"bug\",\"severity\":\"high\",\"fix\":\"return n / 2;\",\"rule\":\"\",\"confidence\":0.9}]}"}],
"google/gemini-31-pro":[{"text":"{\"findings\":[]}"}],
"qwen/qwen9-plus":[{"text":"{\"findings\":[{\"file\":\"src/half.c\",\"line\":3,\"quote\":\"made_up();\",\"title\":\"t\",\"why\":\"w\",\"category\":\"bug\",\"severity\":\"high\"},{\"fi","finish":"length"}],
"deepseek/deepseek-v44":[{"error":"key"}]}
END
trap 'kill $upstream_pid; rm -rf "$folder"' EXIT
stand_in "$upstream" "$folder/url" --script "$folder/script"

repository() {
    env -i PATH="$PATH" HOME="$folder" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org \
        GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org git -C "$project" "$@"
}
mkdir -p "$project/src"
repository init -q -b main
printf 'int half(int n)\n{\n    return n / 2;\n}\n' >"$project/src/half.c"
repository add -A
repository commit -q -m Half
repository branch trunk
repository checkout -q -b work
printf 'int half(int n)\n{\n    return n / 3;\n}\n' >"$project/src/half.c"
repository commit -q -a -m Faster

command_line() {
    (cd "$project" && env -i HOME="$folder" OLLAMA_HOST=127.0.0.1:1 OPENROUTER_API_KEY=sk-or-v1-not-a-key \
        OPENROUTER_BASE_URL="$(cat "$folder/url")" "$server" "$@" 2>"$folder/err")
}
gpt='--model openai/gpt-77' gemini='--model google/gemini-31-pro'

check 'help has the flags of the tool, and those of the command' 0 '*--verify WORD*--base TEXT*--format WORD*text|json|sarif*--fail-on WORD*' \
    '' review --help
# The names of models are two words on purpose.
# shellcheck disable=SC2086
{
    check 'a finding of that severity is exit status 1' 1 'Review of main...HEAD*F1 HIGH bug  src/half.c:3 *' '*' review $gpt
    check 'a base is the same as its range' 1 'Review of trunk...HEAD*F1 HIGH bug  src/half.c:3 *' '*' review --base trunk $gpt
    check 'a worse one is waited for where that is said' 0 '*F1 HIGH*' '*' review $gpt --fail-on critical
    check 'nothing fails a build that is never to fail' 0 '*F1 HIGH*' '*' review $gpt --fail-on never
    check 'a clean change is exit status 0' 0 'Review of*No findings.*' '*' review $gemini
    check 'the whole report is JSON' 1 '{*"review_id": "r_*"findings": \[*{"id":"F1"*"cost": {*}*}' '*' review $gpt --format json
    check 'or SARIF, with the same status' 1 '{*"version":"2.1.0"*"ruleId"*"uri":"src/half.c"*"startLine":3*}' '*' \
        review --base main --format sarif $gpt
    check 'SARIF of a clean change has no results' 0 '{*"version":"2.1.0"*"results":\[\]*}' '*' review --format sarif $gemini
    check 'and so has SARIF of no change' 0 '{*"version":"2.1.0"*"results":\[\]*}' '*' review working --format sarif $gemini
    check 'two words for what is reviewed are one too many' 2 '' '*--base and a range both say what is reviewed*' \
        review main...HEAD --base main $gpt
    check 'a format that there is not is refused' 2 '' '*format*text*json*sarif*' review --format xml $gpt
    check 'a base that there is not is named' 2 '' '*nowhere*' review --base nowhere $gpt
}
check 'a key that is refused is exit status 2, and no SARIF' 2 '' '*401*' review --format sarif --model deepseek/deepseek-v44
check 'a change that nobody has read whole is exit status 2' 2 \
    '*No file was read whole, and so nothing is said of the change.*Coverage: 0 of 1 file.*' '*' review --model qwen/qwen9-plus
check 'but not where nothing is to fail' 0 '*No file was read whole*' '*' review --model qwen/qwen9-plus --fail-on never
check 'all of it for programs, as of any tool' 1 '{"text":"Review of*"is_error":false,"_meta":{"review_id":"r_*' '' \
    review --json --model openai/gpt-77

review_id=$(command_line review --model openai/gpt-77 --format json | sed -n 's/^"review_id": "\([^"]*\)".*/\1/p')
holds 'the report is a file that its owner alone can read' \
    [ "$(stat -c %a "$folder/.local/state/openrouter-mcp/reviews/$review_id.json")" = 600 ]
holds 'and is what was printed' grep -q '"title":"A third is no half"' \
    "$folder/.local/state/openrouter-mcp/reviews/$review_id.json"
holds 'nothing was written into the project' [ -z "$(repository status --porcelain)" ]

mkdir "$project/many"
i=0
while [ $i -lt 1002 ]; do
    echo "int i$i;" >"$project/many/$i.c"
    i=$((i + 1))
done
repository add -A
repository commit -q -m Many
check 'files that are more than a review has are counted, and not said to be read' 0 \
    '*Not looked at: 3 files more than the 1000 of one review; choose by paths.*Coverage: 1000 of 1003 files.*' '*' \
    review --model google/gemini-31-pro

sum_up
