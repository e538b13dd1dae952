#!/bin/sh
# layers - includes point sideways or down, and each foreign library comes in by one door.
#
#     sh tests/lint/layers.sh [FOLDER]
. "$(dirname "$0")/sources.sh"
cd "${1:-.}" || exit 2

c_sources | xargs awk '
# The longest prefix decides. Tests may look at everything.
BEGIN {
    split("lib/base/ 0 lib/json/ 1 lib/schema/ 1.5 lib/vault/ 1 lib/net/ 1 lib/mcp/ 2 lib/files/ 2 lib/store/ 2 " \
          "lib/openrouter/ 3 lib/review/ 3 lib/delegate/ 3 mcp-server/ 4 schemas.h 4 " \
          "mcp-server/tools/ 5 mcp-server/prompts/ 5 mcp-server/resources/ 5 mcp-server/cli/ 5 mcp-server/commands/ 5 mcp-server/doctor/ 5 mcp-server/main.c 6 tests/ 7", words, " ")
    for (i = 1; i in words; i += 2)
        ranks[words[i]] = words[i + 1]

    split("curl/ lib/net/ sodium lib/vault/ pcre2 lib/schema/ sqlite3 lib/store/ git2 lib/files/ " \
          "openssl/ tests/ linux/landlock mcp-server/sandbox linux/seccomp mcp-server/sandbox " \
          "linux/filter mcp-server/sandbox", words, " ")
    for (i = 1; i in words; i += 2)
        doors[words[i]] = words[i + 1]

    # Tools know the call, not the connection; and no tool knows which door was used.
    hidden["mcp-server/tools/"] = "^(lib/mcp/(wire|rpc|dialect|server|result)\\.h|lib/net/|mcp-server/cli/)"
    hidden["mcp-server/prompts/"] = hidden["mcp-server/resources/"] = hidden["mcp-server/tools/"]
    hidden["mcp-server/commands/"] = "^(lib/mcp/(wire|rpc|dialect|server|result)\\.h|lib/net/|mcp-server/tools/)"
    hidden["mcp-server/cli/"] = "^(lib/mcp/(wire|rpc|dialect|server|result)\\.h|lib/net/|mcp-server/tools/)"
    # The pure layers do no input or output.
    hidden["lib/review/"] = hidden["lib/delegate/"] = "^lib/(net|mcp|store|openrouter)/"
}

function longest(path, table,    prefix, best) {
    for (prefix in table)
        if (index(path, prefix) == 1 && length(prefix) > length(best))
            best = prefix
    return best
}

function folder(path) {
    return match(path, /.*\//) ? substr(path, 1, RLENGTH) : ""
}

function bad(why) {
    printf "%s:%d: %s\n", FILENAME, FNR, why
    failed[FILENAME] = 1
}

function ours(name,    target, from, to) {
    if (name == "schemas.h" || index(name, "mcp-server/") == 1 || index(name, "tests/") == 1)
        target = name
    else
        target = name ~ /\// ? "lib/" name : folder(FILENAME) name
    from = longest(FILENAME, ranks)
    to = longest(target, ranks)
    if (from == "" || to == "")
        bad("\"" name "\" or its reader has no place in the layers: the table is in tests/lint/layers.sh")
    else if (ranks[to] > ranks[from])
        bad("\"" name "\" is above " from ": includes point sideways or down; upwards there are callbacks")
    else if ((from in hidden) && target ~ hidden[from])
        bad("\"" name "\" is not for " from)
}

function foreign(name,    door) {
    door = longest(name, doors)
    if (door != "" && index(FILENAME, doors[door]) != 1 && index(FILENAME, "tests/") != 1)
        bad("<" name "> comes in by one door: " doors[door])
}

FNR == 1 { files++ }

/^[ \t]*#[ \t]*include[ \t]*["<]/ {
    name = $0
    sub(/^[^"<]*/, "", name)
    quoted = substr(name, 1, 1) == "\""
    sub(/[">][^">]*$/, "", name)
    name = substr(name, 2)
    if (name ~ /\.\.\//)
        bad("\"" name "\": paths begin at lib/ or at the top, without ../")
    else if (quoted)
        ours(name)
    else
        foreign(name)
}

END {
    for (file in failed)
        count++
    printf "%d passed, %d failed, 0 skipped\n", files - count, count
    exit count > 0
}'
