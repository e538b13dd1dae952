#!/bin/sh
# doctor - `openrouter-mcp doctor` where something is wrong, against the stand-in.
#
#     sh tests/cli/doctor.sh SERVER UPSTREAM
#
# Permissions say nothing to root, so it all runs as somebody else then.
folder=$(mktemp -d)
home=$folder/home state=$folder/home/.local/state/openrouter-mcp
config=$home/.config/openrouter-mcp/config.json
key=sk-or-v1-not-a-key
passed=0 failed=0 pids=''
clean_up() {
    for pid in $pids; do kill "$pid"; done
    rm -rf "$folder"
}
trap clean_up EXIT

cp "$1" "$folder/server"
mkdir "$home"
if [ "$(id -u)" -eq 0 ]; then
    as='setpriv --reuid=65534 --regid=65534 --clear-groups'
    chown -R 65534:65534 "$folder"
else
    as=''
fi

# NAME [SCRIPT]: a stand-in; its address stands in $folder/NAME.
stand_in() {
    printf '%s' "${2:-{\}}" >"$folder/$1.script"
    "$upstream" --port 0 --script "$folder/$1.script" --record "$folder/$1.record" >"$folder/$1" &
    pids="$pids $!"
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ -s "$folder/$1" ] && break
        sleep 0.2
    done
}

# [NAME=VALUE]... COMMAND...
run() {
    # shellcheck disable=SC2086
    env -i HOME="$home" OPENROUTER_API_KEY="$key" OPENROUTER_BASE_URL="$(cat "$folder/$to")" \
        OLLAMA_HOST=127.0.0.1:9 PATH="$PATH" $as env "$@" 2>"$folder/err" </dev/null
}

report() {
    if [ "$1" = ok ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s\n  status %s, stdout:\n%s\n  stderr:\n%s\n' "$2" "$status" "$said" \
            "$(cat "$folder/err")"
    fi
}

# SENTENCE COMMAND...
that() {
    sentence=$1
    shift
    if "$@"; then report ok; else report bad "$sentence"; fi
}

# SENTENCE STATUS PATTERN [NAME=VALUE]... [FLAG]...: what doctor says; $to is whom it asks.
check() {
    sentence=$1 wanted=$2 pattern=$3
    shift 3
    flags='' count=$#
    while [ "$count" -gt 0 ]; do
        case $1 in
        --*) flags="$flags $1" ;;
        *) set -- "$@" "$1" ;;
        esac
        shift
        count=$((count - 1))
    done
    # shellcheck disable=SC2086
    said=$(run "$@" "$folder/server" doctor $flags)
    status=$?
    # The patterns are meant as patterns.
    # shellcheck disable=SC2254
    case "$status:$said" in
    $wanted:$pattern) report ok ;;
    *) report bad "$sentence" ;;
    esac
}

upstream=$2 to=well
stand_in well
stand_in refused '{"GET /key": {"error": "key"}}'
stand_in silent '{"GET /key": {"headers_ms": 600000}}'
stand_in broken '{"GET /key": {"status": 503}}'
stand_in spent '{"GET /key": {"status": 200, "content_type": "application/json",
    "body": "{\"data\":{\"label\":\"x\",\"limit\":5,\"limit_remaining\":0,\"is_free_tier\":true}}"}}'
stand_in management '{"GET /key": {"status": 200, "content_type": "application/json",
    "body": "{\"data\":{\"label\":\"x\",\"limit\":null,\"is_management_key\":true}}"}}'
echo http://127.0.0.1:9/api/v1 >"$folder/nobody"

# Nothing is there yet, and nothing comes of looking.
check 'a new installation is well' 0 \
    'program*ok *version *key *from OPENROUTER_API_KEY*ok *limit *?100.00 of ?100.00*ledger *none yet*no list of models*ok *core files*0 problems, *'
said=$(cd "$home" && find . -type f) status=0
that 'doctor leaves no file behind' [ -z "$said" ]
check 'online, lists are fetched and roles are known' 0 \
    '*models, fetched *general *best at coding*fast *fastest of*0 problems*' --online
check 'offline, the lists that are there are used' 0 '*models, fetched *general *best at coding*'
run "$folder/server" ask --model standin/fast 'Why?' >"$folder/out"
check 'a ledger that is there is read' 0 '*ledger *KiB, sound*unsettled *nothing*today *of ?20.00 used*'
check 'json is one object with all of it' 0 \
    '{"ok":true,"checks":?{"group":"program","name":"version","status":"ok",*}?}' --json
said=$(run "$folder/server" doctor | tr -d '\n') status=$?
case $said in
*"$(printf '\033')"*) report bad 'behind a pipe there are no colours' ;;
*) report ok ;;
esac
check 'doctor takes no argument' 2 '' --no-such-flag
mkdir -p "$folder/project/.git"
[ "$(id -u)" -ne 0 ] || chown -R 65534:65534 "$folder/project"
check 'the folder whose files may be sent is named' 0 "*ok *files *may be sent from $folder/project*" \
    CLAUDE_PROJECT_DIR="$folder/project"
echo '{"permissions": {"deny": [' >"$folder/project/settings" &&
    mkdir -p "$folder/project/.claude" && mv "$folder/project/settings" "$folder/project/.claude/settings.json"
check 'rules that cannot be read keep all files here, and doctor says so' 1 \
    '*files *settings.json*none is sent*' CLAUDE_PROJECT_DIR="$folder/project"


# Who asked what: the lists were fetched once, by --online; everything else was about the key.
asked() { grep -c "\"event\":\"request\".*\"path\":\"$1" "$folder/well.record"; }
that 'offline, nothing is asked for but the key' [ "$(asked /api/v1/models)" -eq 2 ]
that 'and the key is asked for each time' [ "$(asked /api/v1/key)" -ge 4 ]

# The key.
key='' to=nobody
check 'no key is a problem with a remedy' 1 '*problem *key *There is no OpenRouter key.*-> openrouter-mcp login, or export OPENROUTER_API_KEY*1 problem,*'
# shellcheck disable=SC2016
key='${OPENROUTER_API_KEY}'
check 'a variable that the client did not expand is told from a key' 1 '*problem *key *name of the variable instead*'
key=sk-ant-something
check 'the key of another service is named as such' 1 '*problem *key *Anthropic*'
key=''
printf 'sk-or-v1-not-a-key' >"$home/key"
[ -z "$as" ] || chown 65534 "$home/key"
chmod 644 "$home/key"
check 'a key file that others may read is a problem, and how to mend it is said' 1 \
    "*problem *key *others may read it (mode 0644)*-> chmod 600 $home/key*" OPENROUTER_API_KEY_FILE="$home/key"
chmod 600 "$home/key"
to=well
check 'a key file of mine is well' 0 '*key *from the file *' OPENROUTER_API_KEY_FILE="$home/key"
key=sk-or-v1-not-a-key
check 'a key that is set in vain is noted' 0 '*note *also set *OPENROUTER_API_KEY_FILE is not looked at*' \
    OPENROUTER_API_KEY_FILE="$home/key"
key=''
# shellcheck disable=SC2016
run sh -c '"$1" login --stdin <"$HOME/key"' - "$folder/server" >"$folder/out"
check 'a key that login has stored is well' 0 '*ok *key *from *well-formed*knows this key*'
key=sk-or-v1-not-a-key
check 'a stored key that a variable hides is noted' 0 \
    '*from OPENROUTER_API_KEY, well-formed*note *also stored *OPENROUTER_API_KEY wins*'
run "$folder/server" logout >"$folder/out"
to=refused
check 'a key that OpenRouter does not know is a problem' 1 '*problem *OpenRouter *401*-> make a new key at *'
to=silent
check 'OpenRouter without an answer is no problem yet' 0 '*note *OpenRouter *no answer within 0.2 s*--online*'
to=broken
check 'OpenRouter out of order is a problem' 1 '*problem *OpenRouter *503*'
to=nobody
check 'no way to OpenRouter is a problem' 1 '*problem *OpenRouter *cannot connect to 127.0.0.1*'
to=spent
check 'a key with nothing left is a problem' 1 '*problem *limit *nothing is left of the key?s limit of ?5.00*note *kind *never bought*'
to=management
check 'a management key cannot ask' 1 '*note *limit *no spending limit of its own*problem *kind *management key*'
to=well

# Settings.
mkdir -p "$(dirname "$config")"
printf '{\n  "budget": { "day_usd": "3" },\n  "budgett": {}\n}\n' >"$config"
[ -z "$as" ] || chown -R 65534 "$home/.config"
check 'a wrong setting is a problem with its line' 1 \
    '*problem *values *config.json, line 3: "budgett" is not a setting*'
printf '{\n  "budget": { "day_usd": "3" },\n  "roles": { "mine": ["nobody/knows-this"] },\n  "privacy": { "data_collection": "allow" }\n}\n' >"$config"
check 'settings that hold are shown, and a role that finds nobody' 1 \
    '*of ?3.00 used*problem *mine *not list*note *data *may store*'
printf '{ "models": { "deny": ["*"] }, "aliases": { "mine": "openai/gpt-77" } }' >"$config"
check 'rules that leave nobody are a problem of the default, a note of the other roles' 1 \
    '*note *general *problem *mine *deny*problem *default *'
printf '{ "endpoints": { "mine": { "base_url": "%s/v1" }, "gone": { "base_url": "http://127.0.0.1:9/v1" } } }' \
    "$(sed 's|/api/v1||' "$folder/well")" >"$config"
check 'a server of mine is well when it answers, and a problem when not' 1 \
    '*ok *mine *offers * models, as local/mine/...*problem *gone *127.0.0.1:9*'
check 'one that nobody configured is no news' 1 '*local?  ok  *mine *'
printf '{ "models": { "deny": ["*"] }, "aliases": { "mine": "openai/gpt-77" } }' >"$config"
chmod 666 "$config"
check 'settings that others may write are a problem' 1 "*problem *values *others may write it*-> chmod go-w $config*"
rm "$config"
check 'a misspelt variable is a problem' 1 '*problem *values *OPENROUTER_MCP_BUDGET_DAY *' OPENROUTER_MCP_BUDGET_DAY=3
check 'variables that hold are named' 0 '*wins over the file: OPENROUTER_MCP_BUDGET_DAY_USD*of ?3.00 used*' \
    OPENROUTER_MCP_BUDGET_DAY_USD=3
check 'a budget that is used up is a problem' 1 '*problem *today *nothing paid is sent*' OPENROUTER_MCP_BUDGET_DAY_USD=0
check 'what is dropped is named' 0 '*note *dropped *SSLKEYLOGFILE, OPENSSL_CONF:*' SSLKEYLOGFILE=/tmp/x OPENSSL_CONF=/tmp/y
check 'certificates that cannot be read are noted' 0 '*note *certificates *SSL_CERT_FILE is set*' SSL_CERT_FILE=/no/such
proxy=http://someone:zebra@zebra@proxy.example:3128
check 'a proxy is shown without its password' 0 '*proxy *http://???@proxy.example:3128; not for 127.0.0.1*' \
    HTTPS_PROXY=$proxy NO_PROXY=127.0.0.1
for flag in '' --json; do
    # shellcheck disable=SC2086
    said=$(run HTTPS_PROXY=$proxy NO_PROXY=127.0.0.1 "$folder/server" doctor $flag 2>&1) status=$?
    case $said in
    *zebra* | *someone* | *not-a-key*) report bad 'neither the key nor a password is in what is said' ;;
    *) report ok ;;
    esac
done

# A process that is killed in the middle of an answer leaves a row that nobody has settled.
# shellcheck disable=SC2016
run sh -c 'echo $$ >"$HOME/pid"; exec "$1" ask --model standin/slow "Why?"' - "$folder/server" >"$folder/slow" &
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    [ -s "$folder/slow" ] && break
    sleep 0.25
done
kill -KILL "$(cat "$home/pid")"
wait $! 2>/dev/null
check 'what a killed process has left is noted' 0 '*note *unsettled *1 question whose process has ended, holding ?0.*'
check 'also in what is used of the day' 0 '*today *of ?20.00 used, ?0.*held for what is not settled*'

# The ledger: byte 60 to 63 of the file are its version, byte 4096 begins its second page.
cp "$state/ledger.db" "$folder/ledger.db"
mend() { cat "$folder/ledger.db" >"$state/ledger.db"; }
printf '\0\0\1\0' | dd of="$state/ledger.db" bs=1 seek=60 conv=notrunc 2>/dev/null
check 'a ledger of a newer version is a problem' 1 '*problem *ledger *newer*'
mend
printf 'nonsense all over this page' | dd of="$state/ledger.db" bs=1 seek=4096 conv=notrunc 2>/dev/null
check 'a damaged ledger is a problem' 1 '*problem *ledger *damaged*-> Move it away*'
cp "$state/ledger.db" "$folder/damaged.db"
run "$folder/server" doctor >"$folder/out"
that 'a damaged ledger is left as it is' cmp "$state/ledger.db" "$folder/damaged.db"
mend
check 'what is kept is sealed and can be read' 0 '*kept *records.db, * KiB, sealed*'
chmod 644 "$state/records.db"
check 'what is kept and cannot be used is noted' 0 '*note *kept *no answer can be kept or given again: *mode 0644)*-> chmod 600 *'
chmod 600 "$state/records.db"
chmod 644 "$state/ledger.db"
check 'a ledger that others may read is a problem' 1 '*problem *ledger *mode 0644*-> chmod 600 *'
chmod 600 "$state/ledger.db"
chmod 500 "$state"
check 'a state directory that cannot be written is a problem' 1 '*problem *ledger *'
chmod 777 "$state"
check 'a state directory that others may write is a problem' 1 "*problem *state *mode 0777*-> chmod 700 $state*"
chmod 700 "$state"
check 'mended, it is well again' 0 '*sound*0 problems*'

echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
