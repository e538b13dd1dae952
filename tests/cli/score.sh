#!/bin/sh
# score - the command score, and what reviewers were worth, as they are typed.
#
#     sh tests/cli/score.sh SERVER UPSTREAM
# shellcheck source=tests/cli/lib/stand_in.sh
. "$(dirname "$0")/lib/stand_in.sh"
# shellcheck source=tests/cli/lib/check.sh
. "$(dirname "$0")/lib/check.sh"
server=$(readlink -f "$1") upstream=$2
folder=$(mktemp -d)
project=$folder/project

cat >"$folder/script" <<'END'
{"openai/gpt-77":[{"cost":"0.0123","text":"{\"findings\":[{\"file\":\"src/half.c\",\"line\":3,\"end_line\":3,\"quote\":\"return n / 3;\",\"title\":\"A third is no half\",\"why\":\"half(6) gives 2.\",\"category\":\"bug\",\"severity\":\"high\",\"fix\":\"return n / 2;\",\"rule\":\"\",\"confidence\":0.9}]}"}]}
END
trap 'kill $upstream_pid; rm -rf "$folder"' EXIT
stand_in "$upstream" "$folder/url" --script "$folder/script"

repository() {
    env -i PATH="$PATH" HOME="$folder" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org \
        GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org git -C "$project" "$@"
}
half() {
    printf 'int half(int n)\n{\n    return n / %s;\n}\n' "$1" >"$project/src/half.c"
    repository add -A
    repository commit -q -m "$2"
}
mkdir -p "$project/src"
repository init -q -b main
half 2 Half
repository checkout -q -b work
half 3 Faster

command_line() {
    (cd "$project" && env -i HOME="$folder" OLLAMA_HOST=127.0.0.1:1 OPENROUTER_API_KEY=sk-or-v1-not-a-key \
        OPENROUTER_BASE_URL="$(cat "$folder/url")" "$server" "$@" 2>"$folder/err")
}
no_review=r_aaaaaaaaaaaaaaaaaaaaaaaaaa

check 'help has a flag for each thing that a finding can be' 0 \
    'Usage: openrouter-mcp score * REVIEW_ID*--accepted TEXT*--missed TEXT*--by WORD*--from-git TEXT*' '' score --help
check 'a review that is not there is said to be so' 2 '' "there is no review $no_review: *" score $no_review --accepted F1
check 'outcomes without reviews say how they come about' 0 '*by outcome: no reviews*review_diff makes reviews*' '' \
    usage --by outcome
id=$(command_line review --model openai/gpt-77 --format json | sed -n 's/^"review_id": "\([^"]*\)".*/\1/p')
check 'what is typed is said by a human' 0 "$id: 1 accepted of 1; by human" '' score "$id" --accepted F1
check 'unless it is said to be another' 0 "$id: 0 accepted, 1 rejected of 1; by test" '' \
    score "$id" --rejected F1 --by test
check 'git does not overrule either' 0 "$id: 0 accepted, 1 rejected of 1; by test; *" '' score "$id" --from-git work
check 'a finding that there is not is named' 2 '' 'the review *no finding "F2"; it has F1*' score "$id" --accepted F2
check 'and a revision that there is not' 2 '' '*nowhere*' score "$id" --from-git nowhere
check 'for programs' 0 "{\"text\":\"$id: *\"is_error\":false,\"_meta\":{\"review_id\":\"$id\",\"findings\":1,*\"by\":\[\"human\"\]}}" \
    '' score "$id" --accepted F1 --json
check 'usage by outcome is text, with a row for each model' 0 \
    '*by outcome: $0.01 · 1 review, 1 scored · 1 finding: 1 accepted, 0 rejected, 0 open*openai/gpt-77 · $0.01 · 1 review: raw 1, kept 1, quote-missing 0, unique 1, accepted 1, unique-accepted 1 · $0.01 per unique-accepted*' \
    '' usage --by outcome
check 'forget removes a review with what was said of it' 0 '*Removed.' '' forget --all --yes
check 'then it is not there' 2 '' "there is no review $id: *" score "$id"
holds 'nor is its file' [ ! -e "$folder/.local/state/openrouter-mcp/reviews/$id.json" ]

sum_up
