# faults - reads the table (the first file), then the sentences of tests in all others.

function bad(sentence) {
    print sentence
    failed++
}

FILENAME == ARGV[1] {
    if (!match($0, /^[A-Z][0-9]+ : /))
        next
    id = substr($0, 1, RLENGTH - 3)
    size = split($0, field, / : /)
    if (size > 3 || (size == 3 && field[3] !~ /^not here: ./))
        bad(FILENAME ":" FNR ": " id ": a fault is number : what happens, and perhaps : not here: why")
    if (id in line)
        bad(FILENAME ":" FNR ": " id " is there twice")
    line[id] = FNR
    has_reason[id] = size == 3
    ids[++count] = id
    next
}

# "(fault U3)" or "(faults U3, C5)".
function read_names(sentence,    list, i, size, part) {
    while (match(sentence, /\(faults? [A-Z][0-9]+(, [A-Z][0-9]+)*\)/)) {
        list = substr(sentence, RSTART, RLENGTH - 1)
        sentence = substr(sentence, RSTART + RLENGTH)
        sub(/^\(faults? /, "", list)
        size = split(list, part, ", ")
        for (i = 1; i <= size; i++) {
            if (part[i] in line)
                named[part[i]] = 1
            else
                bad(FILENAME ":" FNR ": there is no fault " part[i] " in tests/faults.txt")
        }
    }
}

# A case begins with its sentence; that of a TEST, or of a proof, may go on in the lines behind it.
FNR == 1             { is_title = FILENAME ~ /\.case$/; sentence = "" }
FILENAME ~ /\.case$/ { if (is_title) read_names($0); is_title = /^----$/ }
FILENAME ~ /\.sh$/   { read_names($0) }
FILENAME ~ /\.c$/ {
    if (/^TEST\(/ || /^ +\{ "/)
        is_title = 1
    if (is_title)
        sentence = sentence $0
    if (is_title && /[)}],?$/) {
        gsub(/"[ \t]*"/, "", sentence)
        read_names(sentence)
        is_title = 0
        sentence = ""
    }
}

END {
    for (i = 1; i <= count; i++) {
        if (ids[i] in named && has_reason[ids[i]])
            bad(ARGV[1] ":" line[ids[i]] ": " ids[i] ": a test names it, so it needs no reason")
        else if (ids[i] in named || has_reason[ids[i]])
            passed++
        else
            bad(ARGV[1] ":" line[ids[i]] ": " ids[i] ": no test names it")
    }
    printf "%d passed, %d failed, 0 skipped\n", passed, failed
    exit failed > 0
}
