# code - what is left of a line of C without its comments and the content of its strings.
#
# in_comment says whether the line ends inside a comment, has_comment whether it had one. Of a
# comment that begins with // these two characters are kept, so that they can be found, unless it is
# empty: such a one only tells clang-format where to break a line.

FNR == 1 { in_comment = 0 }

BEGIN {
    literal["\""] = "^\"([^\"\\\\]|\\\\.)*\""
    literal["'"] = "^'([^'\\\\]|\\\\.)*'"
}

function code(line,    kept, at, token) {
    has_comment = in_comment
    if (in_comment) {
        at = index(line, "*/")
        if (!at)
            return ""
        line = substr(line, at + 2)
        in_comment = 0
    }
    while (match(line, /\/\*|\/\/|"|'/)) {
        token = substr(line, RSTART, RLENGTH)
        kept = kept substr(line, 1, RSTART - 1)
        line = substr(line, RSTART)
        if (token == "//" || token == "/*") {
            has_comment = 1
            at = token == "//" ? 0 : index(substr(line, 3), "*/")
            in_comment = token == "/*" && !at
            if (!at)
                return kept (line ~ /^\/\/[ \t]*[^ \t\/]/ ? "//" : "")
            line = substr(line, at + 4)
            kept = kept " "
        } else if (match(line, literal[token])) {
            line = substr(line, RLENGTH + 1)
            kept = kept token token
        } else {
            return kept token
        }
    }
    return kept line
}
