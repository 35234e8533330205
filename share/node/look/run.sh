# The runner in front of the sections of a bundle (bundle.sh) where this node is only looked at: nothing is
# changed here, nothing stays. The script of each step says what of that step the node has otherwise, a line
# "WHAT NAME HOW" with tabs between. Each of them is answered as "look STEP found WHAT NAME HOW", then comes
# "look STEP looked" or "look STEP failed WHY", likewise.
# shellcheck shell=sh
umask 077
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
lct_in=$(mktemp -d /run/lct-look.XXXXXX) || exit 1
lct_most=100 # lines of one step
trap 'rm -rf "$lct_in"' EXIT
trap 'exit 129' HUP INT TERM PIPE

# lct_file NAME MODE [SIZE] <content: as of a bundle.
lct_file() {
    [ -d "$lct_in/files" ] || mkdir "$lct_in/files"
    if [ -n "${3-}" ]; then head -c "$3"; else cat; fi >"$lct_in/files/$1"
}

# Lines of stdin behind these words; nothing of them steers a terminal.
lct_say() { # WORD..
    lct_words=$(printf '%s\t' look "$@")
    LC_ALL=C tr -d '\000-\010\013-\037\177' | while IFS= read -r lct_line; do
        printf '%s%s\n' "$lct_words" "$lct_line"
    done
}

# lct_step STEP ..
lct_step() {
    (cd "$lct_in/files" && . ./env && exec sh ./script) >"$lct_in/out" 2>"$lct_in/err" </dev/null
    lct_status=$?
    head -n $lct_most "$lct_in/out" | lct_say "$1" found
    if [ $lct_status = 0 ]; then
        printf 'look\t%s\tlooked\n' "$1"
    else
        { tail -n 1 "$lct_in/err" | grep . || echo "it ended with status $lct_status"; } |
            LC_ALL=C tr -cd '\n\040-\176' | cut -b 1-200 | lct_say "$1" failed
    fi
    rm -rf "$lct_in/files"
}
