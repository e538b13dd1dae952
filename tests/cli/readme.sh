#!/bin/sh
# readme - what README.md shows for builds and hooks, taken out of it and run as it stands there.
#
#     sh tests/cli/readme.sh SERVER UPSTREAM
#
# The change is one of tests/corpus, the reviewers are the stand-in's.
# shellcheck source=tests/cli/lib/stand_in.sh
. "$(dirname "$0")/lib/stand_in.sh"
# shellcheck source=tests/cli/lib/check.sh
. "$(dirname "$0")/lib/check.sh"
server=$(readlink -f "$1") upstream=$2
folder=$(mktemp -d)
class=tests/corpus/c-off-by-one

# The indented block that begins with a line, without the indentation.
block() {
    awk -v first="    $1" '
        $0 == first && !found { found = inside = 1 }
        inside && $0 != "" && !/^    / { exit }
        inside { print substr($0, 5) }' README.md
}

# The nth "run: |" of a workflow: what a build's shell is given.
step() {
    awk -v wanted="$1" '
        inside && !/^          / { inside = 0 }
        inside { print substr($0, 11) }
        /^ +run: \|$/ { inside = ++count == wanted }'
}

# The strict reader of the server itself: what is JSON and no request is -32600, what is none is -32700.
is_json() {
    printf '%s' "$1" | tr '\n' ' ' | env -i HOME="$folder" "$server" | grep -q -e -32600
}

in_folder() {
    where=$1
    shift
    env -i PATH="$PATH" HOME="$folder" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org \
        GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org git -C "$folder/$where" "$@"
}

repository() {
    in_folder there "$@"
}

# A clone, as a build has it: origin/main, and the head of the pull request.
mkdir -p "$folder/there" "$folder/bin"
cp -r $class/base/. "$folder/there"
repository init -q -b main
repository add -A
repository commit -q -m base
for part in buggy clean; do
    repository checkout -q -b $part main
    cp -r $class/$part/. "$folder/there"
    repository commit -q -a -m $part
done
for part in buggy clean; do
    in_folder . clone -q -b $part there $part
    in_folder $part branch -q --set-upstream-to=origin/main
done
ln -s "$server" "$folder/bin/openrouter-mcp"

quote=$(sed -n 's/^  "quote": //p' $class/gold.json)
finding="{\"severity\":\"high\",\"category\":\"bug\",\"title\":\"One too many\",\"file\":\"src/ring.c\",\"line\":1,\"end_line\":1,\"quote\":$quote,\"why\":\"w\",\"fix\":\"\",\"rule\":\"\",\"confidence\":1}"
printf '{"*":{"text":"{\\"findings\\":[%s]}"}}' \
    "$(printf '%s' "$finding" | sed 's/\\/\\\\/g; s/"/\\"/g')" >"$folder/script"
trap 'kill $upstream_pid; rm -rf "$folder"' EXIT
stand_in "$upstream" "$folder/url" --script "$folder/script"

# A build's shell, in the clone of a branch, with a key.
build() {
    (cd "$folder/$1" && env -i $session HOME="$folder" PATH="$folder/bin:$PATH" OLLAMA_HOST=127.0.0.1:1 GITHUB_BASE_REF=main \
        OPENROUTER_API_KEY="$2" OPENROUTER_BASE_URL="$(cat "$folder/url")" bash -e -o pipefail "$3")
}

status() {
    wanted=$1
    shift
    build "$@" >"$folder/out" 2>"$folder/err"
    got=$?
    [ $got -eq "$wanted" ] || { echo "status $got"; cat "$folder/out" "$folder/err"; false; }
}

key=sk-or-v1-not-a-key session=
block 'name: review' | step 1 >"$folder/review"
holds 'the workflow without an agent has its command' grep -q 'openrouter-mcp review --base' "$folder/review"
holds 'it fails a build by a planted bug' status 1 buggy $key "$folder/review"
holds 'nobody is left out as its own vendor' grep -q anthropic/ "$folder/buggy/review.sarif"
holds 'and leaves SARIF to be uploaded' grep -q '"version":"2.1.0".*One too many' "$folder/buggy/review.sarif"
holds 'it passes the same change without the bug' status 0 clean $key "$folder/review"
holds 'and leaves SARIF without a result' grep -q '"results":\[\]' "$folder/clean/review.sarif"
rm -f "$folder/clean/review.sarif"
holds 'without a key it fails as what could not be done' status 2 clean '' "$folder/review"
holds 'with the reason' grep -q 'OPENROUTER_API_KEY' "$folder/err"
holds 'and nothing is left to be uploaded' test ! -e "$folder/clean/review.sarif"

block 'name: review with Claude' >"$folder/agent"
step 1 <"$folder/agent" >"$folder/prepare"
holds 'the workflow with an agent stores the key and installs the skills' status 0 buggy $key "$folder/prepare"
holds 'the skill that it starts is there' test -e "$folder/.claude/skills/review-pr/SKILL.md"
holds 'and takes the flag that it is given' grep -q 'argument-hint.*--post' "$folder/.claude/skills/review-pr/SKILL.md"
config=$(sed -n "s/^ *--mcp-config '\(.*\)'$/\1/p" "$folder/agent")
holds 'its configuration is JSON' is_json "$config"
holds 'and starts what is in PATH' test "${config#*\"command\": \"openrouter-mcp\"}" != "$config"
not() {
    ! "$@"
}
holds 'what is no JSON would have been seen' not is_json "${config%?}"
printf '%s\n' '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' | env -i HOME="$folder" "$server" >"$folder/tools"
for tool in review_diff score_review; do
    holds "it allows $tool" grep -q "mcp__openrouter__${tool}[,\"]" "$folder/agent"
    holds "$tool is a tool" grep -q "\"name\":\"$tool\"" "$folder/tools"
done
step 2 <"$folder/agent" | sed -n '/^eval/p' >"$folder/failover"
printf 'test -n "$ANTHROPIC_BASE_URL"\ntest "$ANTHROPIC_AUTH_TOKEN" = %s\n' $key >>"$folder/failover"
holds 'and by what it has stored Claude Code can run on OpenRouter' status 0 buggy '' "$folder/failover"

block '{' >"$folder/hook.json"
holds 'the hook is JSON' is_json "$(cat "$folder/hook.json")"
holds 'for pushes only' grep -q '"if": "Bash(git push\*)"' "$folder/hook.json"
sed -n 's/^ *"command": "\(.*\)"$/\1/p' "$folder/hook.json" | sed 's/\\"/"/g' >"$folder/hook"
session=CLAUDE_CODE_SESSION_ID=5f0c9c1e # as Claude Code starts a hook
if command -v jq >/dev/null; then
    holds 'its command holds nothing up' status 0 buggy $key "$folder/hook"
    holds 'and gives Claude what was found' grep -q '"additionalContext": "Review of .*F1 HIGH' "$folder/out"
    holds 'by reviewers who are not of its own vendor' not grep -q anthropic/ "$folder/out"
else
    sed 's/ | jq .*//' "$folder/hook" >"$folder/review"
    holds 'its command holds nothing up' status 0 buggy $key "$folder/review"
    holds 'and has what was found' grep -q 'F1 HIGH' "$folder/out"
fi

sum_up
