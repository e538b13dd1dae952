#!/bin/sh
# shape - a file is one noun, said in its first line, and can be read in one sitting.
#
#     sh tests/lint/shape.sh [FOLDER]
#
# Functions are measured by clang-tidy (.clang-tidy: 60 lines, 3 levels, few parameters).
here=$(cd "$(dirname "$0")" && pwd)
. "$here/sources.sh"
cd "${1:-.}" || exit 2

# The sentences about one noun may be more than the noun.
lines_max=400 sentences_max=700 readme_max=30

measure_files() {
    sources \( -name '*.[ch]' -o -name '*.sh' -o -name '*.awk' -o -name '*.mjs' \) |
        LC_ALL=C xargs awk -v lines_max=$lines_max -v sentences_max=$sentences_max -f "$here/code.awk" -f "$here/shape.awk"
}

# A folder says in a README what it is for, who may use it, and where to start reading.
measure_folders() {
    for folder in lib/*/ tests/*/ mcp-server/ schemas/; do
        [ -n "$(find "$folder" -type f 2>/dev/null | head -n 1)" ] || continue
        if [ ! -f "${folder}README.md" ]; then
            echo "${folder}README.md: is not there"
        elif [ "$(wc -l <"${folder}README.md")" -gt $readme_max ]; then
            echo "${folder}README.md: more than $readme_max lines"
        else
            echo ok
        fi
    done
}

{ measure_files && measure_folders; } | awk '
    $0 == "ok" { passed++; next }
    { failed++; print }
    END { printf "%d passed, %d failed, 0 skipped\n", passed, failed; exit failed > 0 }'
