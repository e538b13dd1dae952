# words - reads the table (the first file), then looks for its rows in all others.

FNR == 1 { files++ }

files == 1 {
    if ($0 !~ /^(call|code|word) /)
        next
    if (split($0, field, / : /) != 4) {
        printf "%s:%d: a row has four fields: what : where : except : why\n", FILENAME, FNR
        exit broken = 1
    }
    rows++
    kind[rows] = substr($0, 1, 4)
    what[rows] = substr(field[1], 6)
    where[rows] = field[2] == "all" ? "." : "^(" field[2] ")"
    except[rows] = field[3] == "none" ? "" : "^(" field[3] ")"
    why[rows] = field[4]
    gsub(/^ +| +$/, "", what[rows])
    if (kind[rows] == "call") {
        gsub(/ +/, "|", what[rows])
        what[rows] = "(^|[^A-Za-z0-9_])(" what[rows] ")[ \t]*[(]"
    }
    next
}

# Which rows are about this file is found once for each file.
FNR == 1 {
    is_c = FILENAME ~ /\.[ch]$/
    count = 0
    for (i = 1; i <= rows; i++)
        if ((is_c || kind[i] == "word") && FILENAME ~ where[i] &&
            (except[i] == "" || FILENAME !~ except[i]))
            active[++count] = i
}

{
    bare = is_c ? code($0) : ""
    for (i = 1; i <= count; i++) {
        row = active[i]
        text = kind[row] == "word" ? $0 : bare
        if (match(text, what[row])) {
            found = substr(text, RSTART, RLENGTH)
            if (kind[row] == "call")
                gsub(/^[^A-Za-z0-9_]|[ \t(]+$/, "", found)
            printf "%s:%d: %s: %s\n", FILENAME, FNR, found, why[row]
            failed[FILENAME] = 1
        }
    }
}

END {
    if (broken)
        exit 1
    for (file in failed)
        bad++
    printf "%d passed, %d failed, 0 skipped\n", files - 1 - bad, bad
    exit bad > 0
}
