# stand_in - the stand-in OpenRouter for a script of this folder.
#
#     stand_in UPSTREAM FILE [FLAGS]   its address stands in FILE, its process in $upstream_pid
#
# An address that nobody has stands there when it does not start: never the real one.
stand_in() {
    program=$1 url_file=$2
    shift 2
    : >"$url_file"
    "$program" --port 0 "$@" >"$url_file" &
    # For whoever has read this in.
    # shellcheck disable=SC2034
    upstream_pid=$!
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ -s "$url_file" ] && break
        sleep 0.1
    done
    [ -s "$url_file" ] || echo http://127.0.0.1:1/ >"$url_file"
}
