#!/bin/sh
# shells - what the program writes for others to read: completion scripts, and its page of the manual.
#
#     sh tests/cli/shells.sh SERVER
#
# A shell that is not here is skipped.
server=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0 skipped=0

# SENTENCE COMMAND...: passes when the command does, and has nothing to say.
check() {
    sentence=$1
    shift
    if said=$("$@" 2>&1) && [ -z "$said" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s\n%s\n' "$sentence" "$said"
    fi
}

check_with() {
    if command -v "$1" >/dev/null; then
        shift
        check "$@"
    else
        skipped=$((skipped + 1))
    fi
}

for what in 'completion bash' 'completion zsh' 'completion fish' 'help --man'; do
    # shellcheck disable=SC2086
    env -i "$server" $what >"$folder/${what##* }" || echo "FAILED $what"
done
page=$folder/page.1 && mv "$folder/--man" "$page"

check_with bash 'bash can read its script' bash -n "$folder/bash"
check_with zsh 'zsh can read its script' zsh -n "$folder/zsh"
check_with fish 'fish can read its script' fish -n "$folder/fish"
check_with groff 'groff has no warning for the page' groff -man -ww -Tutf8 -z "$page"
check_with mandoc 'mandoc has none but that a page has no date' sh -c \
    'mandoc -Tlint -W warning "$1" | grep -v "missing date"; true' - "$page"

# Everything that a command's help offers is in the scripts and on the page.
commands=$(env -i "$server" help | sed -n 's/^  \([a-z-]*\)  .*/\1/p')
offered() {
    for command in $commands; do
        env -i "$server" "$command" --help | grep -o -e '--[a-z][a-z0-9-]*' | sort -u | while read -r flag; do
            case $1 in
            bash) sed -n "/^    $command)/,/^        ;;/p" "$folder/bash" | grep -q -e "${flag}[ ']" ;;
            zsh) sed -n "/^        $command)/,/^            ;;/p" "$folder/zsh" | grep -q -e "${flag}[='[]" ;;
            fish) [ "$flag" = --help ] ||
                grep -q -e "_runs $command' -l ${flag#--}\( \|$\)" "$folder/fish" ;;
            page) [ "$flag" = --help ] || sed -n "/^\.SS $(echo "$command" | sed 's/-/\\\\-/g')$/,/^\.S/p" "$page" |
                sed 's/\\-/-/g' | grep -q -e "\\\\fB$flag\\\\fR" ;;
            esac || echo "$command $flag is not in what is written for: $1"
        done
    done
}
[ "$(echo "$commands" | wc -l)" -ge 8 ] || echo 'FAILED help lists the commands'
for what in bash zsh fish page; do
    check "every command with every flag: $what" offered "$what"
done

# What bash would offer, in one line: WORD... with the cursor behind the last.
offer() {
    # shellcheck disable=SC2016
    bash -c 'source "$1"; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _openrouter_mcp 2>/dev/null
        echo "${COMPREPLY[*]}"' - "$folder/bash" openrouter-mcp "$@"
}
offers() {
    wanted=$1
    shift
    got=$(offer "$@")
    [ "$got" = "$wanted" ] || printf 'offered: %s\nwanted: %s\n' "$got" "$wanted"
}
check_with bash 'bash completes a command' offers 'doctor' 'do'
check_with bash 'bash completes a flag' offers '--max-output-tokens --max-cost-usd' ask --max
check_with bash 'bash completes the no- form' offers '--no-web' ask 'Why?' --no-w
check_with bash 'bash completes --json where it is' offers '--json' usage --js
check_with bash 'bash completes no --json where it is not' offers '' version --js
check_with bash 'bash completes a word behind its flag' offers 'minimal medium max' ask --effort m
check_with bash 'bash completes a word behind =' offers 'minimal medium max' ask --effort = m
check_with bash 'bash completes a word behind = at once' offers \
    'none minimal low medium high xhigh max' ask --effort =
check_with bash 'bash completes a role' offers 'review' ask --model re
check_with bash 'bash completes a positional' offers 'bash' completion b
check_with bash 'bash leaves alone what is the user'"'"'s own' offers '' ask --system a

# fish can be asked what it would offer; in one line, without what it says beside.
fish_offers() {
    wanted=$1
    # shellcheck disable=SC2016
    got=$(fish --no-config -c 'source $argv[1]; complete -C "openrouter-mcp $argv[2]"' "$folder/fish" "$2" |
        cut -f 1 | tr '\n' ' ')
    [ "$got" = "$wanted" ] || printf 'offered: %s\nwanted: %s\n' "$got" "$wanted"
}
check_with fish 'fish completes a command' fish_offers 'doctor ' 'do'
check_with fish 'fish completes a flag' fish_offers '--effort ' 'ask --eff'
check_with fish 'fish completes a word behind its flag' fish_offers 'max medium minimal ' 'ask --effort m'
check_with fish 'fish knows the command from a word of its text' fish_offers '' 'ask usage --peri'

# zsh completes only at a terminal, which its own zpty is. What was typed stands in its answer.
zsh_completes() {
    said=$(cd "$folder" && zsh -f tests.zsh "$1" "$2" | tr -d '\r')
    case $said in
    *"$2"*) ;;
    *) printf 'typed: %s\nwanted: %s\nin: %s\n' "$1" "$2" "$said" | cat -v ;;
    esac
}
mkdir "$folder/functions" && cp "$folder/zsh" "$folder/functions/_openrouter-mcp"
cat >"$folder/tests.zsh" <<'EOF'
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=ready; fpath=($PWD/functions $fpath); autoload -Uz compinit; compinit -u -D; stty -echo'
zpty -w z 'print -r -- begin''ning'
zpty -r z said '*beginning*'
zpty -w -n z $1$'\t'
all=
repeat 40; do
    sleep 0.05
    zpty -rt z said && all+=$said
    [[ $all == *$2* ]] && break
done
print -rn -- $all
zpty -d z
EOF
check_with zsh 'zsh completes a command at its first use' zsh_completes 'openrouter-mcp doc' 'doctor'
check_with zsh 'zsh completes a flag' zsh_completes 'openrouter-mcp ask --max-o' '--max-output-tokens'
check_with zsh 'zsh completes a word behind =' zsh_completes 'openrouter-mcp ask --effort=xh' '--effort=xhigh'
check_with zsh 'zsh completes a positional' zsh_completes 'openrouter-mcp completion fi' 'completion fish'

# A setting or a variable that nobody explains is not found by anybody.
unexplained() {
    find mcp-server -name 'config*.c' ! -name config_env.c -exec grep -oh '"[A-Za-z]*_[A-Za-z_]*"' {} + |
        tr -d '"' | grep -e '_proxy$' -e '^[A-Z][A-Z_]*[A-Z]$' | sort -u | while read -r name; do
        grep -q -e "[ B]${name}[,\\]" "$page" || echo "$name is read, and not in schemas/manual.json"
    done
    sed -n 's/^    { "\([a-z]*\)", "\([a-z_]*\)".*/\1.\2/p' mcp-server/config/config_settings.c | while read -r name; do
        grep -q "fB$name.fR" "$page" || echo "$name is a setting, and not on the page"
    done
}
check 'every setting and every variable that is read is on the page' unexplained

# Commands that are shown must be possible; --help reads all flags and does nothing.
impossible() {
    sed -n '/^\.nf/,/^\.fi/p' "$page" | grep 'openrouter' | sed 's/\\-/-/g; s/.*| *//; s/^openrouter-mcp //' |
        while read -r words; do
            # shellcheck disable=SC2086
            env -i "$server" $words --help >/dev/null || echo "not possible: $words"
        done
    [ "$(grep -c '^\.nf' "$page")" -ge 4 ] || echo 'there are fewer examples than there were'
}
check 'the examples of the page are possible' impossible

# Where make install puts it all, and make uninstall finds it again. The program is the one that is
# tested, whatever it was built with.
build=$(dirname "$server")
rm -rf "$build/share"
place() {
    (
        unset MAKEFLAGS MFLAGS
        make -s -o "$server" "$1" BUILD="$build" DESTDIR="$folder/root" PREFIX=/usr >/dev/null
        cd "$folder/root" && find . -type f | sort
    )
}
installed='./usr/bin/openrouter-mcp
./usr/share/bash-completion/completions/openrouter-mcp
./usr/share/fish/vendor_completions.d/openrouter-mcp.fish
./usr/share/man/man1/openrouter-mcp.1
./usr/share/zsh/site-functions/_openrouter-mcp'
check 'make install puts the program, its page and the scripts where they are looked for' \
    [ "$(place install)" = "$installed" ]
check 'the installed page is the page' cmp "$page" "$folder/root/usr/share/man/man1/openrouter-mcp.1"
check 'make uninstall takes all of it away' [ -z "$(place uninstall)" ]

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
