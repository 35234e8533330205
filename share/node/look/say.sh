# Stands before what looks at a node (run.sh). It says what of its list the node has otherwise.
# shellcheck shell=sh
set -u

found() { # WHAT NAME HOW
    printf '%s\t%s\t%s\n' "$1" "$2" "$3"
}

# In lines: "1 line more, 2 missing".
differing() { # WANTED HAS
    more=$(grep -cvxFf "$1" "$2")
    missing=$(grep -cvxFf "$2" "$1")
    case $more:$missing in
    0:0) echo 'in another order' ;;
    0:*) echo "$missing missing of its lines" ;;
    1:0) echo '1 line more' ;;
    *:0) echo "$more lines more" ;;
    1:*) echo "1 line more, $missing missing" ;;
    *) echo "$more lines more, $missing missing" ;;
    esac
}

# Is FILE, where links and devices are none, there in these words?
same_file() { # WHAT NAME WANTED FILE
    if [ -L "$4" ] || { [ -e "$4" ] && [ ! -f "$4" ]; }; then
        found "$1" "$2" 'is no file'
    elif [ ! -e "$4" ]; then
        found "$1" "$2" gone
    elif ! cmp -s "$3" "$4"; then
        found "$1" "$2" "$(differing "$3" "$4")"
    else
        return 0
    fi
    return 1
}
