#!/bin/sh
# deps - checks for each tool and library that a part of this project needs, and installs what lacks.
#
#     sh tests/deps.sh [build|demo|check|test|lint]...      (everything without arguments)
#
# Installs with apt-get, as root or by a sudo that asks for no password. Where neither works, it
# prints the one line to run and ends with status 2.

# group : Debian package : how its presence is seen
table='
build : make             : command make
build : gcc              : command gcc
build : libc6-dev        : header stdlib.h
build : pkg-config       : command pkg-config
build : libcjson-dev     : library libcjson
build : libcurl4-openssl-dev : library libcurl
build : libsodium-dev    : library libsodium
build : libpcre2-dev     : library libpcre2-8
build : libsqlite3-dev   : library sqlite3
build : libgit2-dev      : library libgit2
demo  : libssl-dev       : library openssl
check : libssl-dev       : library openssl
test  : ca-certificates  : file /etc/ssl/certs/ca-certificates.crt
check : git              : command git
test  : groff-base       : command groff
test  : npm              : npm npm
lint  : clang            : command clang
lint  : clang-format     : command clang-format
lint  : clang-tidy       : command clang-tidy
lint  : shellcheck       : command shellcheck
lint  : git              : command git
'

is_there() {
    case $1 in
    command) command -v "$2" ;;
    library) pkg-config --exists "$2" ;;
    header) echo "#include <$2>" | gcc -E - ;;
    file) [ -s "$2" ] ;;
    # Any npm serves: it brings the Node that the clients are run with.
    npm) npm --version ;;
    esac >/dev/null 2>&1
}

wants() {
    case " $groups " in *" $1 "*) true ;; *) false ;; esac
}

# build belongs to every group: nothing can be shown or checked that was not built; test checks.
groups="build ${*:-demo test lint}"
case " $groups " in *" test "*) groups="$groups check" ;; esac
for group in $groups; do
    case $group in
    build | demo | check | test | lint) ;;
    *) echo "deps: no group '$group': build, demo, check, test, lint" >&2 && exit 2 ;;
    esac
done

missing() {
    printf '%s' "$table" | while IFS=': ' read -r group package kind name; do
        if [ -n "$group" ] && wants "$group" && ! is_there "$kind" "$name"; then
            printf '%s\n' "$package"
        fi
    done | sort -u
}

lacking=$(missing | tr '\n' ' ')
lacking=${lacking% }
[ -n "$lacking" ] || exit 0

install="apt-get install -y --no-install-recommends $lacking"
if ! command -v apt-get >/dev/null; then
    echo "deps: missing (by their Debian names): $lacking" >&2
    exit 2
elif [ "$(id -u)" -eq 0 ]; then
    as=
elif sudo -n true 2>/dev/null; then
    as='sudo -n'
else
    printf 'deps: missing: %s. Run:\n    sudo sh -c "apt-get update && %s"\n' "$lacking" "$install" >&2
    exit 2
fi

echo "deps: installing $lacking"
log=$(mktemp) && trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { $as apt-get update && $as env DEBIAN_FRONTEND=noninteractive $install; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "deps: apt-get could not install: $lacking" >&2
    exit 2
fi
still=$(missing | tr '\n' ' ')
[ -z "$still" ] || { echo "deps: still missing after the installation: $still" >&2 && exit 2; }
