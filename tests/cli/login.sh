#!/bin/sh
# login - a key from the browser or from standard input: asked for, stored, used, removed. The
# stand-in is OpenRouter's page, and with --browse the user's browser.
#
#     sh tests/cli/login.sh SERVER UPSTREAM
# shellcheck source=tests/cli/lib/stand_in.sh
. "$(dirname "$0")/lib/stand_in.sh"
server=$1 upstream=$2
folder=$(mktemp -d)
passed=0 failed=0 skipped=0
granted=sk-or-v1-granted- brought=sk-or-v1-brought-by-its-owner

trap 'kill $upstream_pid; rm -rf "$folder"' EXIT
stand_in "$upstream" "$folder/url" --record "$folder/record"
url=$(cat "$folder/url")
home=$folder/home
sealed=$home/.config/openrouter-mcp/key.sealed
seal=$home/.local/state/openrouter-mcp/keystore.key
mkdir "$home"

# Everything that is said is kept, to be looked through for keys at the end.
command_line() {
    env -i HOME="$home" OPENROUTER_BASE_URL="$url" ${key:+OPENROUTER_API_KEY=$key} "$server" "$@"
}

result() {
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s\n' "$2"
        [ -z "$3" ] || printf '%s\n' "$3"
    fi
}

# SENTENCE STATUS OUT ERR COMMAND...   OUT and ERR are patterns for the whole text; standard input is
# what $input says.
check() {
    sentence=$1 wanted=$2 out=$3 err=$4
    shift 4
    said=$(printf '%s' "$input" | command_line "$@" 2>"$folder/err")
    status=$?
    complaint=$(cat "$folder/err")
    printf '%s\n%s\n' "$said" "$complaint" >>"$folder/said"
    # The patterns are meant as patterns.
    # shellcheck disable=SC2254
    case "$status:$said:$complaint" in
    $wanted:$out:$err) result 0 ;;
    *)
        result 1 "$sentence" "  status $status, stdout:
$said
  stderr:
$complaint"
        ;;
    esac
}

# COMMAND...: in the background, its standard input held open by descriptor 8; $address is what it
# wants opened.
begin_login() {
    rm -f "$folder/in"
    mkfifo "$folder/in"
    : >"$folder/out"
    env -i HOME="$home" OPENROUTER_BASE_URL="$url" ${key:+OPENROUTER_API_KEY=$key} "$server" "$@" \
        <"$folder/in" >"$folder/out" 2>"$folder/err" &
    login_pid=$!
    exec 8>"$folder/in"
    address=''
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        address=$(sed -n 's/^  \(http.*\)/\1/p' "$folder/out")
        [ -n "$address" ] && break
        sleep 0.1
    done
}

# SENTENCE STATUS OUT ERR
end_login() {
    wait "$login_pid"
    status=$?
    exec 8>&-
    said=$(cat "$folder/out") complaint=$(cat "$folder/err")
    printf '%s\n%s\n' "$said" "$complaint" >>"$folder/said"
    # shellcheck disable=SC2254
    case "$status:$said:$complaint" in
    $2:$3:$4) result 0 ;;
    *)
        result 1 "$1" "  status $status, stdout:
$said
  stderr:
$complaint"
        ;;
    esac
}

# SENTENCE PATTERN TEXT
check_text() {
    # shellcheck disable=SC2254
    case "$3" in
    $2) result 0 ;;
    *) result 1 "$1" "  $3" ;;
    esac
}

callback_of() {
    printf '%s' "$1" | sed 's/.*callback_url=\([^&]*\).*/\1/; s/%3A/:/g; s/%2F/\//g'
}

key='' input=''
check 'without a key, ask names login' 2 '' '*openrouter-mcp login*OPENROUTER_API_KEY*' ask 'Why?'
check 'logout without a stored key is no error' 0 'There was no stored key.' '' logout

# By the browser.
begin_login login --label 'me & you'
check_text 'the address is the page, with challenge, limit and label' \
    "${url%/api/v1}/auth?callback_url=http%3A%2F%2Flocalhost%3A*&code_challenge=*&code_challenge_method=S256&limit=10&key_label=me%20%26%20you" \
    "$address"
callback=$(callback_of "$address")
page=$("$upstream" --browse "${callback%??}xx?code=guessed" 2>&1)
result $((!$?)) 'a guessed path is no page' "$page"
page=$("$upstream" --browse "$callback?error=denied" 2>&1)
result $((!$?)) 'what comes without a code is no page' "$page"
page=$("$upstream" --browse "$address")
check_text 'the browser ends at a page that says so' '*You can close this window*' "$page"
end_login 'a key comes back by the browser, is stored and looked at' 0 \
    'The new key may spend $10 *is stored: it may spend $10.00 monthly, of which $10.00 are left.

It lies sealed in '"$sealed"'*'"$seal"'*' ''
page=$("$upstream" --browse "$callback?code=again" 2>&1)
result $((!$?)) 'afterwards nobody listens any more' "$page"
[ "$(find "$sealed" "$seal" -perm 600 | wc -l)" -eq 2 ]
result $? 'both files are readable by their owner only'
! grep -rq "$granted" "$home"
result $? 'the key stands nowhere in the home folder'

check 'ask uses the stored key, without any variable' 0 ' the stand-in*' '— standin/fast via *' \
    ask --model standin/fast 'Why?'
grep -q '"/api/v1/chat/completions".*Authorization: Bearer '"${granted}auth_code_standin_1" "$folder/record"
result $? 'and it is the one that was granted'

# As a server, in its sandbox, which is left when it has answered.
# shellcheck disable=SC2094
{
    printf '%s\n' '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}' \
        '{"jsonrpc":"2.0","method":"notifications/initialized"}' \
        '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"ask_model","arguments":{"model":"standin/fast","prompt":"Why?"}}}'
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        grep -q '"id":2' "$folder/served" 2>/dev/null && break
        sleep 0.1
    done
} | command_line >"$folder/served" 2>>"$folder/said"
check_text 'a server uses the stored key, too' '*"id":2*the stand-in answers*' "$(cat "$folder/served")"

# What is there already.
key=sk-or-v1-of-the-environment
check 'a stored key is not replaced unasked, with nobody to ask' 2 '' '*already*--replace*' login
begin_login login --paste --replace
check_text 'login says which key goes before the stored one' \
    'Note: the key in OPENROUTER_API_KEY goes before *' "$(cat "$folder/out")"
kill -INT "$login_pid"
end_login 'an interrupt ends it with 130' 130 '*' ''
check 'logout says which key is still used' 0 'Removed. *https://openrouter.ai/settings/keys*OPENROUTER_API_KEY is still used.' '' logout
key=''
[ ! -e "$sealed" ] && [ ! -e "$seal" ]
result $? 'logout leaves neither file'
check 'and ask has no key' 2 '' '*openrouter-mcp login*' ask 'Why?'

# Pasted.
begin_login login --paste --limit none
check_text 'with --paste nothing comes back by itself, and no limit is none' \
    "*/auth?code_challenge=*&code_challenge_method=S256&key_label=openrouter-mcp%20on%20*" "$address"
page=$("$upstream" --browse "$address")
code=$(printf '%s' "$page" | sed -n 's/.*<code>\(.*\)<\/code>.*/\1/p')
printf 'this is no code\n\n  %s  \n' "$code" >&8
end_login 'what is pasted may be a slip; then the code is taken' 0 '*is stored. It has no limit of its own.*' '*neither a code nor an address*'
begin_login login --paste --replace
printf '%s' "$code" >&8
exec 8>&-
end_login 'a code that was used is refused' 2 '*' '*did not take the code*used before*login again*'
check 'and the key that is stored stays' 0 ' the stand-in*' '*' ask --model standin/fast 'Why?'
begin_login login --paste --replace
page=$("$upstream" --browse "$address")
code=$(printf '%s' "$page" | sed -n 's/.*<code>\(.*\)<\/code>.*/\1/p')
printf 'http://localhost:1/x?a=b&code=%s#y\n' "$code" >&8
end_login 'a whole address may be pasted' 0 '*is stored*' ''
check 'without anything pasted there is no key' 2 '*' '*no code was pasted*' login --paste --replace
input='auth_code_of_nobody
'
check 'a wrong code is refused' 2 '*' '*did not take the code: it is wrong*' login --paste --replace
input=''

# A key that there is already.
check 'logout, again' 0 'Removed.*' '' logout
input=$brought
check 'a key is taken from standard input, and looked at' 0 \
    'The key "sk-or-v1-sta...ndin" is stored: it may spend $100*' '' login --stdin
check 'and not over another one' 2 '' '*already*--replace*' login --stdin
input='sk-or-v9-refused'
check 'a key that OpenRouter refuses is not stored' 2 '' '*was not stored: *(401*' login --stdin --replace
input=''
check 'the one before is still there' 0 ' the stand-in*' '*' ask --model standin/fast 'Why?'
grep -q "Authorization: Bearer $brought" "$folder/record"
result $? 'and is the one that was brought'
check 'nothing is no key' 2 '' '*standard input is empty' login --stdin --replace
input='sk-ant-of-another-house'
check 'a key of another house is not sent anywhere' 2 '' '*a key of Anthropic*' login --stdin --replace
! grep -q "$input" "$folder/record"
result $? 'indeed not'
input=$(head -c 2000 /dev/zero | tr '\0' k)
check 'a key that is too long is none' 2 '' '*more than 512 characters*' login --stdin --replace
input='' true_url=$url url=http://127.0.0.1:9/api/v1
check 'a key is bound to the address it was stored for' 2 '' \
    "*holds a key for $true_url, which is not sent to $url*login --replace*" ask 'Why?'
input=$brought
check 'where OpenRouter cannot be asked, the key is stored and that is said' 0 \
    'The key is stored. OpenRouter could not be asked about it: *' '' login --stdin --replace
url=$true_url
check 'and the other way round' 2 '' "*holds a key for http://127.0.0.1:9/api/v1, which is not*" ask 'Why?'
chmod 644 "$sealed"
check 'a stored key that others can read is not used' 2 '' '*chmod 600*' ask 'Why?'
chmod 600 "$sealed"
input=''

# What is typed wrong.
check 'a limit is an amount' 2 '' '*limit*' login --replace --limit lots
check 'and more than nothing' 2 '' '*above 0*' login --replace --limit 0
check 'a key that is given has its limit' 2 '' '*for a new key*' login --stdin --limit 5
check 'a key or a code, not both' 2 '' '*not both' login --stdin --paste
check 'login explains itself' 0 'Usage: openrouter-mcp login *--paste*--stdin*--limit*--label*--replace*' '' \
    login --help
check 'there is no json' 2 '' '*no flag --json*' login --json

# Where somebody can be asked. The terminal echoes what is typed; it is the program's both ends.
on_terminal() {
    sentence=$1 out=$2
    shift 2
    said=$(printf '%b' "$input" | script -qec "sh '$folder/command.sh' $*" /dev/null)
    check_text "$sentence" "$out" "$said"
}

if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    printf 'exec env -i HOME="%s" OPENROUTER_BASE_URL="%s" "%s" "$@"\n' "$home" "$url" "$server" >"$folder/command.sh"
    input='n\n'
    on_terminal 'on a terminal it asks before it replaces a key' '*Replace it?*' login --paste
    input='y\n0\n'
    on_terminal 'and for the limit, which has a form' '*Replace it?*Dollars that*above 0*' login --paste
    input='y\nnone\nauth_code_of_nobody\n'
    on_terminal 'none is no limit; the pasted code is read from there' \
        '*/auth?code_challenge=*S256&key_label*paste*did not take the code*' login --paste
    input='\n\nauth_code_of_nobody\n'
    on_terminal 'nothing is ten dollars; a code may be pasted beside the browser, too' \
        '*/auth?callback_url=*S256&limit=10&*did not take the code*' login --replace
    input='sk-or-v1-typed\n'
    on_terminal 'a key is not typed where it can be seen' '*can be seen*' login --stdin --replace
else
    skipped=$((skipped + 5))
    echo 'skipped: there is no script(1) that gives a terminal'
fi
input=''

# An OpenRouter with ideas of its own.
cat >"$folder/script" <<'SCRIPT'
{"POST /auth/keys": [{"error": "code", "message": "Code expired"}, {"error": "code_method"}, {"error": "internal"}, {}],
 "GET /key": [{"body": "{\"data\":{\"label\":\"x\",\"limit\":null}}"}]}
SCRIPT
"$upstream" --port 0 --script "$folder/script" >"$folder/other" &
other_pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -s "$folder/other" ] && break
    sleep 0.2
done
url=$(cat "$folder/other")
for says in '*did not take the code*older than ten minutes*' '*did not take the code: *code_challenge_method*' \
    '*the code was not redeemed: *(500*'; do
    begin_login login --replace
    "$upstream" --browse "$address" >>"$folder/said"
    end_login 'what OpenRouter says against a code is passed on' 2 '*' "$says"
done
begin_login login --replace
"$upstream" --browse "$address" >>"$folder/said"
end_login 'a limit that was not given is told' 0 \
    '*"x" is stored. It has no limit of its own.?That is not the limit*($10)*' ''
kill "$other_pid"
url=$true_url

echo rubbish >"$sealed"
check 'a damaged key is said to be that' 2 '' '*is damaged*login --replace*' ask 'Why?'
check 'and not overwritten unasked' 2 '' '*already*--replace*' login
check 'logout, at last' 0 'Removed.*' '' logout

# The canary: nowhere in all that was said.
! grep -q "$granted\|$brought\|$code" "$folder/said"
result $? 'no key and no code was ever said'

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
