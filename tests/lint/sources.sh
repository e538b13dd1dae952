# sources - the files that are ours, one path a line; for the other scripts here to read in.
#
# Asks the tree and not git, so that a file is checked before it is added, and in a plain archive.

# Names as find takes them; everything without arguments. Paths begin without "./".
sources() {
    find . \( -name .git -o -name build -o -name node_modules \) -prune -o -type f "$@" -print |
        sed 's,^\./,,' | LC_ALL=C sort
}

c_sources() {
    sources \( -name '*.c' -o -name '*.h' \)
}
