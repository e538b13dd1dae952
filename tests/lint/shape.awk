# shape - one line "ok" for each file, or what is wrong with it.

function bad(line, why) {
    printf "%s:%d: %s\n", name, line, why
    wrong = 1
}

# Comments say why; a file that is a fifth of them says how.
function finish() {
    if (name == "")
        return
    most = name ~ /^tests\/unit\// ? sentences_max : lines_max
    if (lines > most)
        bad(lines, "more than " most " lines: there are two nouns in it")
    if (name ~ /\.c$/ && lines >= 100 && comments > lines / 5)
        bad(lines, comments " lines of comments: say why, and let names say what")
    if (name ~ /\.h$/ && !has_once)
        bad(1, "#pragma once is missing")
    if (!wrong)
        print "ok"
}

FNR == 1 {
    finish()
    name = FILENAME
    is_c = name ~ /\.[ch]$/
    wrong = has_once = lines = comments = 0
    if (is_c && $0 !~ (name ~ /^tests\// ? "^/[*] [^ ]" : "^/[*] [^ ].* - [^ ]"))
        bad(1, "the first line names the noun: /* noun - what it is. */")
}

{
    lines = FNR
    shown = $0
    gsub(/[\200-\277]/, "", shown)
}

is_c                     { if (code($0) !~ /[^ \t]/ && has_comment) comments++ }
is_c && /^#pragma once$/ { has_once = 1 }
/[ \t\r]$/               { bad(FNR, "blanks at the end") }

# clang-format breaks what can be broken; in tests, rows of data may be what cannot.
is_c && length(shown) > 100 && name !~ /^tests\// { bad(FNR, "more than 100 columns") }

END { finish() }
