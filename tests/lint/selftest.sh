#!/bin/sh
# selftest - each check finds what it is for, and leaves alone what only looks like it.
#
# A case is one file in a folder of its own: which script, which path, what the script must say
# ("-": nothing), and the file's text after its title line; for rules also their table.
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d) && trap 'rm -rf "$tree"' EXIT
passed=0 failed=0

check() {
    script=$1 path=$2 wanted=$3 text=$4
    rm -rf "$tree/a" && mkdir -p "$tree/a/tests" "$tree/a/$(dirname "$path")"
    [ -z "$5" ] || printf '%s\n' "$5" >"$tree/a/tests/${script%.sh}.txt"
    printf '/* noun - what it is. */\n%s\n' "$text" >"$tree/a/$path"
    said=$(sh "$here/$script" "$tree/a" 2>&1)
    status=$?
    case "$wanted:$status:$said" in
    -:0:*) passed=$((passed + 1)) ;;
    -:*) lost "$@" ;;
    *:0:*) lost "$@" ;;
    *:"$path:"*"$wanted"* | *:"${path%/*}/README.md:"*"$wanted"*) passed=$((passed + 1)) ;;
    *) lost "$@" ;;
    esac
}

lost() {
    failed=$((failed + 1))
    printf '%s on %s with\n%s\n    must say: %s\n    says: %s\n' "$1" "$2" "$4" "$3" "$said"
}

layers() { check layers.sh "$@"; }
layers lib/base/buf.c '-' '#include "base/slice.h"'
layers lib/base/buf.c 'is above' '#include "json/json.h"'
layers lib/json/gate.c 'is above' '  #  include "mcp/call.h"'
layers lib/net/http.h '-' '#include "vault/secret.h"'
layers lib/mcp/call.c 'is above' '#include "mcp-server/config/config.h"'
layers lib/mcp/call.c 'is above' '#include "schemas.h"'
layers mcp-server/config/config.c 'is above' '#include "mcp-server/cli/cli.h"'
layers mcp-server/cli/cli.c '-' '#include "schemas.h"'
layers mcp-server/main.c '-' '#include "mcp-server/cli/cli.h"'
layers mcp-server/tools/a.c 'is not for' '#include "mcp/server.h"'
layers mcp-server/tools/a.c 'is not for' '#include "mcp-server/cli/cli.h"'
layers mcp-server/tools/a.c '-' '#include "mcp/call.h"'
layers lib/net/http.c '-' '#include <curl/curl.h>'
layers mcp-server/tools/a.c 'one door' '#include <curl/curl.h>'
layers lib/net/http.c 'one door' '#include <sodium.h>'
layers lib/net/http.c 'one door' '#include <sodium/crypto_box.h>'
layers lib/base/buf.c 'one door' '#include <pcre2.h>'
layers lib/mcp/call.c 'one door' '#include <sqlite3.h>'
layers lib/mcp/call.c 'one door' '#include <git2.h>'
layers lib/net/http.c 'one door' '#include <openssl/ssl.h>'
layers lib/net/http.c 'without ../' '#include "../base/buf.h"'
layers lib/other/a.c 'no place' '#include "base/buf.h"'
layers tests/unit/a.c '-' '#include <openssl/ssl.h>'

words() { check words.sh "$@"; }
words lib/base/a.c 'strcpy' 'x = strcpy(a, b);'
words lib/base/a.c '-' 'x = my_strcpy(a, b); y = a.strcpy_count;'
words lib/base/a.c '-' '/* strcpy(a, b) is not used here
 * strcpy(a, b) */ "strcpy(" "\"strcpy(";'
words lib/base/a.c 'strcpy' '/* one */ "two /*" /* three */ strcpy (a, b);'
words lib/base/a.c 'strcpy' "c = '\"'; strcpy(a, b); d = '\"';"
words lib/base/a.c 'sprintf' 'sprintf(a, "%d", 1);'
words lib/base/a.c '-' 'snprintf(a, 1, "%d", 1); __attribute__((format(printf, 1, 2)))'
words lib/base/a.c 'printf' '    printf("x");'
words lib/base/a.c 'fprintf' 'fprintf(stderr, "x");'
words mcp-server/a.c 'printf' 'printf("x");'
words mcp-server/cli/a.c '-' 'printf("x");'
words tests/unit/a.c '-' 'printf("x");'
words lib/net/a.c 'getenv' 'getenv("HOME");'
words mcp-server/config/config_env.c '-' 'getenv("HOME");'
words lib/base/loop.c '-' 'poll(fds, 1, 0);'
words lib/net/a.c 'poll' 'if (poll(fds, 1, 0) < 0)'
words lib/net/a.c '-' 'loop->poll_count(1);'
words lib/mcp/a.c 'cJSON_GetObjectItem' 'cJSON_GetObjectItem(a, "b")'
words lib/mcp/a.c '-' 'cJSON_GetObjectItemCaseSensitive(a, "b")'
words lib/mcp/a.c 'cJSON_Print' 'cJSON_Print(a)'
words lib/mcp/a.c 'cJSON_Parse' 'cJSON_Parse(a)'
words lib/json/a.c '-' 'cJSON_ParseWithLength(a, 1)'
words lib/openrouter/money.c 'double' 'static double x;'
words lib/openrouter/money_text.c 'float' '(float)x'
words mcp-server/gate/admit.h 'double' 'double cost;'
words lib/openrouter/money.c '-' '/* never a double */ int doubled;'
words lib/json/json.c '-' 'double x;'
words mcp-server/a.c 'system' 'system("ls");'
words tests/upstream/a.c 'system' 'int x = ecosystem(1) + system_of(2);
system("ls");'
words mcp-server/a.c 'execve' 'execve(a, b, c);'
words mcp-server/a.c 'sleep' 'sleep(1);'
words lib/net/a.c 'atoi' 'atoi(a)'
words lib/review/a.c 'open: the user' 'int fd = open(path, O_RDONLY);'
words mcp-server/a.c 'fopen: the user' 'FILE *f = fopen (path, "r");'
words mcp-server/tools/a.c 'opendir: the user' 'DIR *d = opendir(path);'
words lib/files/ignore.c 'openat: the user' 'openat(root_fd, name, O_RDONLY);'
words lib/files/gather.c 'readlink: the user' 'readlink(path, out, sizeof(out));'
words lib/files/gather.c 'SYS_openat' 'syscall(SYS_openat2, fd, name, &how, sizeof(how));'
words mcp-server/config/config_files.c 'realpath: the user' 'realpath(path, NULL);'
words lib/files/door.c '-' 'openat(fd, name, 0); syscall(SYS_openat2, fd, name, &how, sizeof(how));'
words lib/base/file.c '-' 'open(path, O_RDONLY);'
words lib/files/gather.c '-' 'door_open(fd, name, DOOR_FILE); roots_open(&options);'
words tests/unit/a.c '-' 'open(path, O_RDONLY);'
words lib/net/a.c 'malloc' 'malloc(1)'
words lib/net/a.c '-' 'xmalloc(1); sodium_malloc(1);'
words lib/net/a.c 'typedef' 'typedef struct a a;'
words lib/net/a.c '//' 'x = 1; // why'
words lib/net/a.c '-' 'a, //
b'
words lib/net/a.c '-' 'x = "https://openrouter.ai";'
words README.md 'TO''DO' 'TO''DO: write this'
words README.md '-' 'mktemp /tmp/XXXXXX'
words README.md 'a path of one machine' 'see /ro''ot/main'
words tests/clients/a.json 'lock file' '"resolve''d": "https://example.invalid/a.tgz"'
words README.md 'like a key' 'sk-or-v1-0123456789abcdef0123''456789abcdef0123456789abcdef'

shape() { check shape.sh "$@"; }
shape lib/a.c '-' 'int x;'
shape lib/a.c 'more than 400' "$(yes 'int x;' | head -n 400)"
shape lib/a.c '-' "$(yes 'int x;' | head -n 399)"
shape lib/a.c 'lines of comments' "$(yes '/* x */' | head -n 100)"
shape lib/a.c 'columns' "$(printf 'int %097d;' 0)"
shape lib/a.c '-' "$(printf '/* %045d */' 0 | sed 's/0/é/g')"
shape lib/a.c 'blanks at the end' 'int x; '
shape lib/a.h 'pragma' 'int x;'
shape lib/a.h '-' '#pragma once'
shape lib/base/a.c 'is not there' 'int x;'

rules() { check rules.sh "$@"; }
table='Rules:
J1 : ids : all, basic
J2 : errors : all, basic'
rules tests/unit/a.c '-' 'TEST("ids (J1), errors (J2)")' "$table"
rules tests/unit/a.c '-' 'TEST("both (J1, J2)")' "$table"
rules tests/unit/a.c '-' 'TEST("one of two "
     "lines (J1, "
     "J2)")' "$table"
rules tests/cases/a.case '-' '----
Ids (J1, J2).
' "$table"
rules tests/clients/a.mjs '-' 'await test("ids (J1, J2)", async () => {' "$table"
rules tests/unit/a.c 'no rule J3' 'TEST("three (J1, J2, J3)")' "$table"
rules tests/unit/a.c 'no rule J1' 'TEST("ids (J1)")' ''
rules tests/rules.txt 'J2: no test' 'J2 : errors : all' ''
rules tests/rules.txt 'J1 is there twice' "$table
J1 : again : all" ''
rules tests/rules.txt 'three fields' 'J1 : ids' ''
rules tests/unit/a.c '-' '/* no sentence (J9) */ f("(J9)");' ''

faults() { check faults.sh "$@"; }
table='Faults:
U1 : no name : not here: because
U2 : no answer'
faults tests/unit/a.c '-' 'TEST("no answer (fault U2)")' "$table"
faults tests/unit/a.c '-' 'TEST("no "
     "answer (fault "
     "U2)")' "$table"
faults tests/cases/a.case '-' '----
No answer (J3), (faults U2).
' "$table"
faults tests/load/main.c '-' '    { "no answer (fault U2)", f, PLAIN },' "$table"
faults tests/cli/run.sh '-' '# No answer (fault U2).' "$table"
faults tests/unit/a.c 'no fault U3' 'TEST("both (faults U2, U3)")' "$table"
faults tests/faults.txt 'U2: no test' 'U2 : no answer' ''
faults tests/faults.txt 'U2 is there twice' 'U2 : a : not here: b
U2 : a : not here: b' ''
faults tests/faults.txt 'and perhaps' 'U2 : a : b' ''
faults tests/unit/a.c '-' '/* no sentence (fault U9) */ f("(fault U9)");' ''

format() { check format.sh "$@"; }
cp "$here/../../.clang-format" "$tree/"
format lib/a.c '-' 'int x;'
format lib/a.c 'clang-format' 'int  x;'

echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
