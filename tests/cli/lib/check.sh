# check - sentences about commands, for a script of this folder, which has
#
#     command_line ARGS...   runs the server with them, its stderr in $folder/err
#     input                  what is on standard input
# shellcheck shell=sh
passed=0 failed=0
input=''

# SENTENCE STATUS OUT ERR COMMAND...   OUT and ERR are patterns for the whole text.
check() {
    sentence=$1 wanted=$2 out=$3 err=$4
    shift 4
    said=$(printf '%s' "$input" | command_line "$@")
    status=$?
    # For whoever has read this in.
    # shellcheck disable=SC2154
    complaint=$(cat "$folder/err")
    # The patterns are meant as patterns.
    # shellcheck disable=SC2254
    case "$status:$said:$complaint" in
    $wanted:$out:$err) passed=$((passed + 1)) ;;
    *)
        failed=$((failed + 1))
        printf 'FAILED %s\n  status %s, stdout:\n%s\n  stderr:\n%s\n' \
            "$sentence" "$status" "$said" "$complaint"
        ;;
    esac
}

# SENTENCE COMMAND...   whether the command succeeds.
holds() {
    sentence=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $sentence"
    fi
}

sum_up() {
    echo "$passed passed, $failed failed, 0 skipped"
    [ $failed -eq 0 ]
}
