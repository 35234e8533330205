# Makes the node what a tool of configuration says. Beside this lie vars, as JSON, and in LCT_FILES what the tool works by,
# LCT_ENTRY before all. Behind packages.sh and the file of the tool, which says what it is: its program, the package
# that has it, how it is run, and which status of it tells of changes. While it runs software can be fetched.
# shellcheck shell=sh disable=SC2154 # what the file of the tool says
set -eu
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
place=$(pwd)
vars=$place/vars

fail() {
    echo "$*" >&2
    exit 1
}

end() {
    rm -rf "$vars" "$place/facts"
    close_firewall
}

install_tool() {
    ! have "$program" || return 0
    [ -n "$package" ] || fail "this node has no $program, and no package is known that brings it: install it by a script before"
    echo "installs $package"
    # shellcheck disable=SC2086 # words
    fetch $package || :
    have "$program" || fail "this node has no $program, nor could it be installed: the package is $package"
}

close_firewall # of one that was killed
trap end EXIT
trap 'exit 143' TERM
open_firewall "$LCT_LIMIT_S"
install_tool
cd "$LCT_FILES"
status=0
converge "$@" || status=$?
[ "$status" != "${changed-}" ] || status=0
exit "$status"
