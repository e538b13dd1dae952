# rules - reads the table (the first file), then the sentences of tests in all others.

function bad(sentence) {
    print sentence
    failed++
}

FILENAME == ARGV[1] {
    if (!match($0, /^[A-Z][0-9]+ : /))
        next
    id = substr($0, 1, RLENGTH - 3)
    if (split($0, field, / : /) != 3)
        bad(FILENAME ":" FNR ": " id ": a rule has three fields: number : what : source")
    if (id in line)
        bad(FILENAME ":" FNR ": " id " is there twice")
    line[id] = FNR
    ids[++count] = id
    next
}

# The numbers in parentheses: "(J3)" or "(E1, M4)".
function read_numbers(sentence,    list, i, size, part) {
    while (match(sentence, /\([A-Z][0-9]+(, [A-Z][0-9]+)*\)/)) {
        list = substr(sentence, RSTART + 1, RLENGTH - 2)
        sentence = substr(sentence, RSTART + RLENGTH)
        size = split(list, part, ", ")
        for (i = 1; i <= size; i++) {
            if (part[i] in line)
                named[part[i]] = 1
            else
                bad(FILENAME ":" FNR ": there is no rule " part[i] " in tests/rules.txt")
        }
    }
}

# A case begins with its sentence; that of a TEST may go on in the lines behind it.
FNR == 1             { is_title = FILENAME ~ /\.case$/; sentence = "" }
FILENAME ~ /\.case$/ { if (is_title) read_numbers($0); is_title = /^----$/ }
FILENAME ~ /\.mjs$/  { if (/(test|say)\(/) read_numbers($0) }
FILENAME ~ /\.c$/ {
    if (/^TEST\(/)
        is_title = 1
    if (is_title)
        sentence = sentence $0
    if (is_title && /\)$/) {
        gsub(/"[ \t]*"/, "", sentence)
        read_numbers(sentence)
        is_title = 0
        sentence = ""
    }
}

END {
    for (i = 1; i <= count; i++)
        if (ids[i] in named)
            passed++
        else
            bad(ARGV[1] ":" line[ids[i]] ": " ids[i] ": no test names it")
    printf "%d passed, %d failed, 0 skipped\n", passed, failed
    exit failed > 0
}
