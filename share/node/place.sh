# Goes before the scripts that write where others than root may write: secure.sh, content.sh, hook.sh,
# receive.sh. Who can change a folder can give any name in it another meaning at any moment. So in a
# folder that is not ours
# - no link is followed: each part of the way is entered, and must be what it was called;
# - what is new is made in a stage, a folder within that nobody else can enter, and from there moved
#   to its name, which replaces a link and does not follow it;
# - nothing is opened that somebody could swap, and nothing that exists gets another owner.
# Ours is a folder that, as all above it, root or who runs this alone can change: there a link is
# root's word. Whatever goes wrong ends the shell, so each use has a shell of its own: lct_put is one.
# Names begin with lct_, since scripts of plans read this, too.
# shellcheck shell=sh

[ -O / ] && lct_me=0 || lct_me=$(id -u)

lct_halt() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Sets lct_dir to the folder by its names alone: absolute, without "." and ".."; "" is the root.
lct_plain() {
    case $1 in
    /*) lct_rest=$1/ ;;
    *) lct_rest=$(pwd -P)/$1/ ;;
    esac
    lct_dir=
    while [ -n "$lct_rest" ]; do
        lct_part=${lct_rest%%/*} lct_rest=${lct_rest#*/}
        case $lct_part in
        '' | .) ;;
        ..) lct_dir=${lct_dir%/*} ;;
        *) lct_dir=$lct_dir/$lct_part ;;
        esac
    done
}

# lct_enter FOLDER [make]: makes it the working folder. lct_dir is its name without links; lct_ours says
# yes or no; lct_named, whether the folder that it lies in is ours.
lct_enter() {
    lct_make=${2-} lct_links=0
    lct_plain "$1"
    until lct_go; do
        lct_links=$((lct_links + 1))
        [ $lct_links -lt 40 ] || lct_halt "$1 leads through too many links"
    done
}

# One look at all parts of the way: those that are ours cannot change meanwhile. Fails where the way
# leads through a link, having put its target into lct_dir.
lct_go() {
    lct_rest=${lct_dir#/}${lct_dir:+/} lct_at=
    set -- /
    while [ -n "$lct_rest" ]; do
        lct_at=$lct_at/${lct_rest%%/*} lct_rest=${lct_rest#*/}
        set -- "$@" "$lct_at"
    done
    lct_seen=$(stat -c '%u %A' "$@" 2>/dev/null) || :
    while [ $# -gt 0 ] && IFS=' ' read -r lct_uid lct_mode; do
        case $lct_uid:$lct_mode in
        "0:d"????-??-?* | "$lct_me:d"????-??-?*) shift ;;
        *) break ;;
        esac
    done <<EOT
$lct_seen
EOT
    lct_ours=yes lct_named=yes
    if [ $# = 0 ]; then
        cd -P "$lct_dir/" || exit 1
    elif [ -L "$1" ]; then
        lct_at=$(readlink "$1") || lct_halt "$1 cannot be read"
        case $lct_at in
        /*) lct_plain "$lct_at${lct_dir#"$1"}" ;;
        *) lct_plain "${1%/*}/$lct_at${lct_dir#"$1"}" ;;
        esac
        return 1
    elif [ -e "$1" ]; then
        lct_ours=no
        [ $# = 1 ] || lct_named=no
        cd -P "$1" || exit 1
        shift
        lct_creep "$@"
    else
        [ -n "$lct_make" ] || lct_halt "there is no folder $1"
        (umask 022 && mkdir -p "$lct_dir") && cd -P "$lct_dir" || exit 1
    fi
}

# Parts of the way that others can change. Where a shell keeps its own idea of where it is, it may be
# deceived: another program asks the kernel.
lct_creep() {
    for lct_at; do
        lct_part=./${lct_at##*/}
        if [ -L "$lct_part" ]; then
            lct_halt "$lct_at is a link in a folder that others can change: it is not followed"
        fi
        if [ ! -e "$lct_part" ]; then
            [ -n "$lct_make" ] || lct_halt "there is no folder $lct_at"
            (umask 022 && mkdir "$lct_part") || exit 1
        fi
        cd -P "$lct_part" && [ "$(env pwd -P)" = "$lct_at" ] ||
            lct_halt "$lct_at became something else meanwhile"
    done
}

# Makes and enters a stage in the folder that was entered. Left by lct_leave, or with what is in it
# when the shell ends.
lct_stage() {
    umask 077
    lct_name=$(mktemp -d ./.lct.XXXXXX) || lct_halt "nothing can be made in $lct_dir/"
    cd -P "$lct_name" && { [ $lct_ours = yes ] || lct_staged; } ||
        lct_halt "in $lct_dir somebody took away what was just made"
    trap lct_clean EXIT
    trap 'exit 129' HUP INT TERM PIPE
}

lct_staged() {
    case $(stat -c '%u %A' .) in
    "$lct_me drwx--"[-S]---) [ "$(env pwd -P)" = "$lct_dir/${lct_name#./}" ] ;;
    *) return 1 ;;
    esac
}

lct_clean() {
    find . ! -name . -prune -exec rm -rf {} +
    lct_leave
}

lct_leave() {
    trap - EXIT
    cd -P .. && rmdir "$lct_name" || :
}

# lct_aim FILE: enters the folder it is to lie in, made where it is missing, and a stage there. Its
# name is lct_base.
lct_aim() {
    lct_base=${1##*/}
    case $lct_base in
    '' | . | ..) lct_halt "$1 is no name of a file" ;;
    esac
    case $1 in
    */*) lct_enter "${1%/*}/" make ;;
    *) lct_enter . ;;
    esac
    lct_stage
}

# lct_fill MODE OWNER[:GROUP] <content: makes it, in the stage.
lct_fill() {
    cat >"./$lct_base" || exit 1
    case $2 in
    root | root:root) [ $lct_me = 0 ] && [ ! -g . ] || chown "$2" "./$lct_base" || exit 1 ;;
    *) chown "$2" "./$lct_base" || exit 1 ;;
    esac
    chmod "$1" "./$lct_base" || exit 1
    lct_label
}

# What SELinux wants the name to have. restorecon would look for the file by its name.
lct_label() {
    if command -v matchpathcon >/dev/null 2>&1; then
        chcon "$(matchpathcon -n "$lct_dir/$lct_base")" "./$lct_base" 2>/dev/null || :
    fi
}

# Sets lct_old to a name by which the file that is there can be read, and nobody can swap it. Fails
# where there is no file.
lct_was() {
    lct_old=../$lct_base
    [ -f "$lct_old" ] && [ ! -L "$lct_old" ] || return 1
    [ $lct_ours = no ] || return 0
    lct_old=./$lct_base.was
    ln "../$lct_base" "$lct_old" 2>/dev/null && [ -f "$lct_old" ] && [ ! -L "$lct_old" ]
}

# From the stage to its place, and out of the stage. Devices, pipes and sockets stay what they are.
lct_land() {
    if [ -d "../$lct_base" ] && [ ! -L "../$lct_base" ]; then
        lct_halt "$lct_dir/$lct_base is a folder"
    elif [ -e "../$lct_base" ] && [ ! -f "../$lct_base" ] && [ ! -L "../$lct_base" ]; then
        lct_halt "$lct_dir/$lct_base is there already, and no file"
    fi
    mv -f "./$lct_base" .. 2>/dev/null || lct_pour
    [ ! -e "./$lct_base.was" ] || rm -f "./$lct_base.was"
    lct_leave
}

# Instead: it is not needed.
lct_drop() {
    rm -f "./$lct_base" "./$lct_base.was"
    lct_leave
}

# A file that is a mount of its own cannot be replaced, only written.
lct_pour() {
    [ $lct_ours = yes ] && [ -f "../$lct_base" ] && [ ! -L "../$lct_base" ] &&
        cat "./$lct_base" >"../$lct_base" && rm -f "./$lct_base" ||
        lct_halt "$lct_dir/$lct_base cannot be replaced"
}

# lct_put FILE [MODE [OWNER[:GROUP]]] <content: never half written, never readable by more.
lct_put() (
    lct_aim "$1"
    lct_fill "${2:-644}" "${3:-root:root}"
    lct_land
)

# lct_folder FOLDER MODE OWNER[:GROUP]: makes it, or sees to whose it is. In a folder that is not ours,
# what is there already must be the owner's.
lct_folder() (
    if [ -d "$1" ]; then
        lct_enter "$1"
        lct_owner=$(stat -c %U .) || exit 1
        if [ $lct_named = yes ]; then
            chown "$3" . || exit 1
        elif [ "$lct_owner" != "${3%%:*}" ]; then
            lct_halt "$1 belongs to $lct_owner"
        fi
        chmod "$2" . || exit 1
        exit 0
    fi
    lct_aim "${1%/}"
    mkdir "./$lct_base" && chown "$3" "./$lct_base" && chmod "$2" "./$lct_base" || exit 1
    lct_label
    mv "./$lct_base" .. || exit 1
    lct_leave
)
