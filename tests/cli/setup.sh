#!/bin/sh
# setup - setup and claude-env of the built program, each in a home of its own: written, written
# again, removed, and compared to the byte.
#
#     sh tests/cli/setup.sh SERVER UPSTREAM
# shellcheck source=tests/cli/lib/stand_in.sh
. "$(dirname "$0")/lib/stand_in.sh"
server=$(realpath "$1") upstream=$2
folder=$(mktemp -d)
upstream_pid=''
trap 'rm -rf "$folder"' EXIT
home=$folder/home here=$folder
passed=0 failed=0 skipped=0

# Which file is whose.
file_of() {
    case $1 in
    claude) echo "$home/.claude.json" ;;
    codex) echo "$home/.codex/config.toml" ;;
    cursor) echo "$home/.cursor/mcp.json" ;;
    vscode) echo "$home/.config/Code/User/mcp.json" ;;
    gemini) echo "$home/.gemini/settings.json" ;;
    esac
}

run() {
    (cd "$here" && env -i HOME="$home" PATH="$path" "$@" 2>&1)
}
path=/usr/bin:/bin

is() { # SENTENCE, then a command that must be true
    sentence=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s\n%s\n' "$sentence" "$said"
    fi
}

says() { # SENTENCE STATUS PATTERN COMMAND...
    sentence=$1 wanted=$2 pattern=$3
    shift 3
    said=$(run "$server" "$@")
    status=$?
    # The pattern is meant as one.
    # shellcheck disable=SC2254
    case "$status:$said" in
    $wanted:$pattern) is "$sentence" true ;;
    *) is "$sentence (status $status)" false ;;
    esac
}

fresh() {
    rm -rf "$home"
    mkdir -p "$home"
}

# A settings file of the client with that in it, as printf has it.
given() { # CLIENT FORMAT VALUES...
    fresh
    file=$(file_of "$1")
    mkdir -p "$(dirname "$file")"
    shift
    # shellcheck disable=SC2059
    printf "$@" >"$file"
    cp "$file" "$folder/before"
}

# Preview, write, write again, remove: with what is there, for each client.
there_and_back() { # CLIENT SENTENCE
    says "$1, $2: the preview says what would change" 0 '*openrouter*Add --write to do it.' setup "$1"
    is "$1, $2: and changes nothing" cmp -s "$file" "$folder/before"
    says "$1, $2: it is written" 0 "*Written: $file*Next: *" setup "$1" --write
    is "$1, $2: the backup is as before" cmp -s "$file.openrouter-mcp-backup" "$folder/before"
    cp "$file" "$folder/written"
    says "$1, $2: a second time there is nothing to do" 0 '*already registered*' setup "$1" --write
    is "$1, $2: and nothing is done" cmp -s "$file" "$folder/written"
    says "$1, $2: the removal is announced" 0 '*To be put back*Add --write*' setup "$1" --remove
    is "$1, $2: and not done" cmp -s "$file" "$folder/written"
    says "$1, $2: it is removed" 0 '*to the byte*' setup "$1" --remove --write
    is "$1, $2: to the byte" cmp -s "$file" "$folder/before"
    is "$1, $2: without the backup" test ! -e "$file.openrouter-mcp-backup"
    says "$1, $2: a second time nothing is removed" 0 '*is not registered*' setup "$1" --remove --write
    is "$1, $2: again to the byte" cmp -s "$file" "$folder/before"
}

for client in claude codex cursor vscode gemini; do
    fresh
    file=$(file_of $client)
    says "$client without a file: one is announced" 0 '*which is new*' setup $client
    is "$client without a file: none is made" test ! -e "$file"
    says "$client without a file: one is made" 0 '*Written: *' setup $client --write
    is "$client: only the user reads it" test "$(stat -c %a "$file")" = 600
    is "$client: it names the program, and no key" grep -q "$server" "$file"
    says "$client: it is removed again" 0 'Removed, as setup had made it*' setup $client --remove --write
    is "$client: nothing is left of it" test -z "$(find "$home" -name '*mcp.json*' -o -name '.claude.json*' \
        -o -name 'config.toml*' -o -name 'settings.json*')"
    given $client ''
    there_and_back $client 'an empty file'
done

for client in claude cursor vscode gemini; do
    servers=mcpServers
    [ $client = vscode ] && servers=servers
    given $client '{}'
    there_and_back $client 'an empty object'
    given $client '{"a":[1,{"openrouter":2}],"%s":{"b":{"command":"x","env":{"T":"secret"}}}}' $servers
    there_and_back $client 'one line'
    given $client '{\r\n\t// mine\r\n\t"%s": {\r\n\t\t"b": {}, /* x */\r\n\t},\r\n}' $servers
    there_and_back $client 'comments, tabs and CRLF'
    given $client '\357\273\277{\n    "%s": null,\n    "z": {}\n}\n' $servers
    there_and_back $client 'a mark, and null'
done
given codex 'model = "x"\n\n[mcp_servers.b]\ncommand = "x" # [mcp_servers.openrouter]\n'
there_and_back codex 'another server'
given codex '\r\na = """\r\n[mcp_servers.openrouter]\r\n"""'
there_and_back codex 'a long string, CRLF, and no last line end'

# What stands around the entry is never shown.
given claude '{"mcpServers":{"b":{"env":{"T":"secret"}}}}'
said=$(run "$server" setup claude; run "$server" setup claude --write; run "$server" setup claude --remove)
is 'values of others are not shown' test -z "$(echo "$said" | grep secret)"
given claude '{"mcpServers":{"openrouter":{"command":"npx","env":{"T":"secret"}}}}'
says 'an entry of another is said and refused' 2 '*starts "npx"*--replace*' setup claude --write
is 'and left as it is' cmp -s "$file" "$folder/before"
says 'its removal as well' 2 '*starts "npx"*--replace*' setup claude --remove --write
says 'with --replace it gives way' 0 '*in place of the entry*Written*' setup claude --write --replace
is 'without a word of what it held' test "${said#*secret}" = "$said"
says 'and comes back' 0 '*to the byte*' setup claude --remove --write
is 'to the byte' cmp -s "$file" "$folder/before"

# An entry of ours that leads elsewhere: only its command changes.
given claude '{"mcpServers":{"openrouter":{"command":"/old/openrouter-mcp","timeout":7}}}'
says 'an entry with an old path is renewed' 0 '*"/old/openrouter-mcp" becomes "'"$server"'"*' setup claude --write
is 'and keeps what else it says' test "$(cat "$file")" = \
    "{\"mcpServers\":{\"openrouter\":{\"command\":\"$server\",\"timeout\":7}}}"
says 'what somebody else has registered is cut out' 0 '*was taken out*' setup claude --remove --write
is 'and the rest stays' test "$(cat "$file")" = '{"mcpServers":{}}'

# The client writes its file anew in between.
given claude '{\n  "n": 1\n}\n'
run "$server" setup claude --write >/dev/null
sed -i 's/"n": 1/"n": 2/' "$file"
says 'after a change of others only the entry goes' 0 '*was taken out*the backup stays*' setup claude --remove --write
is 'and their change stays' grep -q '"n": 2' "$file"
given claude '{ "a": '
says 'what is no JSON is refused with its line' 2 '*line 1, column 8*' setup claude --write
is 'and left as it is' cmp -s "$file" "$folder/before"
given codex 'a = ['
says 'what is no TOML is refused with its line' 2 '*line 1, column 5*' setup codex --write
given claude '{"mcpServers": []}'
says 'servers that are no object are refused' 2 '*is no object*' setup claude --write

# Links, modes, other places.
given claude '{}'
mv "$file" "$home/dot.json" && ln -s dot.json "$file"
run "$server" setup claude --write >/dev/null
is 'a link stays a link' test -L "$file"
is 'and what it leads to has the entry' grep -q openrouter-mcp "$home/dot.json"
chmod 440 "$home/dot.json"
says 'a read-only file is not changed' 2 '*read-only*' setup claude --remove --write
fresh
path=/usr/bin:/bin
said=$(run env CLAUDE_CONFIG_DIR="$home/c" CODEX_HOME="$home/x" XDG_CONFIG_HOME="$home/g" GEMINI_CLI_HOME="$home/m" \
    sh -c 'for c in claude codex vscode gemini; do "$1" setup $c --write; done' - "$server")
is 'the variables of the clients are followed' test -e "$home/c/.claude.json" -a -e "$home/x/config.toml" \
    -a -e "$home/g/Code/User/mcp.json" -a -e "$home/m/.gemini/settings.json"
mkdir -p "$home/bin" && ln -s "$server" "$home/bin/openrouter-mcp"
path=$home/bin:/usr/bin:/bin
run "$server" setup claude --write >/dev/null
is 'the path is the one that PATH has, which an update keeps' grep -q "\"$home/bin/openrouter-mcp\"" "$home/.claude.json"
sed -i 's,"command".*,"command": "openrouter-mcp"\,,' "$home/.claude.json"
says 'a bare name that leads here is left' 0 '*already registered*' setup claude --write
path=/usr/bin:/bin
says 'one that leads nowhere is not' 0 '*"openrouter-mcp" becomes*' setup claude

# A project: its root, no path of this machine.
here=$folder/project/deep
mkdir -p "$here" "$folder/project/.git"
says 'a project gets the bare name, at its root' 0 "*Written: $folder/project/.mcp.json*" \
    setup claude --scope project --write
is 'without a path' grep -q '"command": "openrouter-mcp"' "$folder/project/.mcp.json"
for client in codex cursor vscode gemini; do run "$server" setup $client --scope project --write >/dev/null; done
is 'and so do the other clients' test -e "$folder/project/.codex/config.toml" -a -e "$folder/project/.cursor/mcp.json" \
    -a -e "$folder/project/.vscode/mcp.json" -a -e "$folder/project/.gemini/settings.json"
here=$folder

# Without a client: which of them have it.
given codex '[mcp_servers.openrouter]\ncommand = "npx"\n'
mkdir "$home/.cursor" && echo '{' >"$home/.cursor/mcp.json"
run "$server" setup claude --write >/dev/null
says 'without a client each is listed with its state' 0 \
    '*claude *Code *registered * codex *another program * cursor *cannot be read* vscode *not registered*' setup
says 'and nothing is written' 2 '*say for which client*' setup --write

# Skills.
fresh
skill=$home/.claude/skills/ask-model/SKILL.md
says 'skills are announced' 0 '*To be installed: *ask-model/SKILL.md*Add --write*' setup claude --skills
is 'and not installed' test ! -e "$home/.claude"
says 'skills are installed' 0 '*Installed *ask-model/SKILL.md*Installed *second-opinion/SKILL.md*' \
    setup claude --skills --write
is 'all of them, as they are shipped' diff -r .claude/skills "$home/.claude/skills"
says 'a second time they are there' 0 '*ask-model/SKILL.md is there*' setup claude --skills --write
echo mine >>"$skill"
says 'a changed one is not written over' 2 '*is not what this program has written; --replace*' setup claude --skills --write
says 'and not removed' 2 '*it stays*' setup claude --skills --remove --write
is 'it stays, the others go' test "$(cd "$home/.claude/skills" && echo *):$(tail -n 1 "$skill")" = ask-model:mine
says 'with --replace it is' 0 '*Installed *' setup claude --skills --write --replace
says 'and comes back' 0 '*Removed *' setup claude --skills --remove --write
is 'with the change' grep -q mine "$skill"
rm -r "$home/.claude"
run "$server" setup claude --skills --write >/dev/null
says 'what was installed is removed' 0 '*Removed *' setup claude --skills --remove --write
is 'with its folder' test -z "$(ls "$home/.claude/skills")"
run "$server" setup claude --skills --write >/dev/null
echo 'of an older version' >"$skill"
for memory in "$home"/.local/state/openrouter-mcp/skill-*; do cp "$skill" "$memory"; done
says 'one that an older version has written gives way' 0 '*Installed *ask-model/SKILL.md*' setup claude --skills --write
is 'to what this one ships' cmp -s .claude/skills/ask-model/SKILL.md "$skill"
is 'without a backup' test ! -e "$skill.openrouter-mcp-backup"
rm -r "$home/.claude"
mkdir -p "$home/.claude/skills/review-pr" && echo 'own' >"$home/.claude/skills/review-pr/SKILL.md"
says 'who has a skill of that name is told what to paste into it' 2 '*To keep that one *paste this*`review_diff`*' \
    setup claude --skills --write
is 'and nothing is put beside it' test "$(ls "$home/.claude/skills/review-pr")" = SKILL.md
is 'but the other skills are there' test -e "$skill"
says 'with --replace ours takes its place, with all its files' 0 '*references/rubric.md*' \
    setup claude --skills --write --replace
is 'as they are shipped' diff -r -x '*backup' .claude/skills "$home/.claude/skills"
says 'another client has no folder of skills' 2 '*no folder of skills*' setup cursor --skills
says 'a client that is not known is refused with those that are' 2 '*claude, codex, cursor, vscode, gemini*' setup emacs

# claude-env names the key and does not print it.
key=sk-or-v1-not-a-key
said=$(run "$server" claude-env)
is 'claude-env without a key says what to do' test "${said#*OPENROUTER_API_KEY}" != "$said"
said=$(run env OPENROUTER_API_KEY=$key "$server" claude-env)
is 'claude-env does not print the key' test "${said#*"$key"}" = "$said"
is 'it says where budgets end' test "${said#*under none of its budgets}" != "$said"
said=$(OPENROUTER_API_KEY=$key HOME=$home sh -c 'eval "$("$1" claude-env 2>/dev/null)"
    echo "$ANTHROPIC_BASE_URL $ANTHROPIC_AUTH_TOKEN [${ANTHROPIC_API_KEY-unset}]"' - "$server")
is 'a shell makes of it what Claude Code reads' test "$said" = "https://openrouter.ai/api $key []"
echo $key >"$home/a 'key" && chmod 600 "$home/a 'key"
said=$(OPENROUTER_API_KEY_FILE="$home/a 'key" HOME=$home sh -c 'eval "$("$1" claude-env 2>/dev/null)"
    echo "$ANTHROPIC_AUTH_TOKEN"' - "$server")
is 'also of a file with quotes in its name' test "$said" = $key
for shell in bash zsh fish; do
    if ! command -v $shell >/dev/null; then
        skipped=$((skipped + 1))
        continue
    fi
    eval='eval "$("$SERVER" claude-env 2>/dev/null)"'
    [ $shell = fish ] && eval='"$SERVER" claude-env fish 2>/dev/null | source'
    said=$(SERVER=$server OPENROUTER_API_KEY_FILE="$home/a 'key" HOME=$home \
        $shell -c "$eval; echo \$ANTHROPIC_AUTH_TOKEN \$ANTHROPIC_BASE_URL")
    is "$shell makes the same of it" test "$said" = "$key https://openrouter.ai/api"
done
said=$(run env OPENROUTER_API_KEY=$key "$server" claude-env --reveal)
is '--reveal prints it for what reads it' test "$said" = $key

cat >"$folder/script" <<'END'
{"GET /key": [{"body": "{\"data\":{\"limit\":5,\"limit_remaining\":4.5,\"limit_reset\":\"monthly\"}}"},
              {"body": "{\"data\":{\"limit\":5,\"limit_remaining\":0}}"},
              {"body": "{\"data\":{\"is_management_key\":true}}"}, {"error": "key"}]}
END
begin_asking() {
    stand_in "$upstream" "$folder/url" "$@"
    url=$(cat "$folder/url")
}
trap 'kill $upstream_pid 2>/dev/null; rm -rf "$folder"' EXIT
begin_asking --script "$folder/script" --record "$folder/record"
checks() { # SENTENCE STATUS PATTERN
    said=$(run env OPENROUTER_API_KEY=$key OPENROUTER_BASE_URL="$url" "$server" claude-env --check)
    status=$?
    # shellcheck disable=SC2254
    case "$status:$said" in
    $2:$3) is "$1" true ;;
    *) is "$1 (status $status)" false ;;
    esac
}
checks '--check says that it would work' 0 '*$4.50 of $5.00 left, monthly*This would work*'
checks '--check sees that nothing is left' 1 '*Nothing is left*'
checks '--check knows a management key' 1 '*management key*'
checks '--check says that the key was refused' 2 '*would not work: *401*'
is '--check asks about the key, and nothing else' test \
    "$(grep -c '"event":"request".*"path":"/api/v1/key"' "$folder/record"):$(grep -c '"event":"request"' "$folder/record")" = 4:4
kill $upstream_pid
wait $upstream_pid 2>/dev/null
checks '--check says why it cannot be told' 2 '*would not work*'

# A key that login has stored is asked for by the shell, of this program.
begin_asking
echo $key | HOME=$home OPENROUTER_BASE_URL=$url "$server" login --stdin >/dev/null
said=$(HOME=$home OPENROUTER_BASE_URL=$url sh -c 'eval "$("$1" claude-env 2>/dev/null)"
    echo "$ANTHROPIC_AUTH_TOKEN"' - "$server")
is 'a stored key reaches the environment as well' test "$said" = $key
said=$(run env OPENROUTER_BASE_URL="$url" "$server" setup vscode --write)
is 'and setup says that no variable is needed' test "${said#*no variable is needed}" != "$said"

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
