# Brings files and units. Beside this lie list (KIND FILE MODE OWNER GROUP PLACE a line; GROUP "-" is
# the owner's own), the files it names and, perhaps, restarts (FILE UNIT a line: what begins anew where
# it runs and that file became another). What is there already in the same words stays untouched; what
# an earlier list brought and no list has any more goes, by the notes that stay here, "placed", a line
# "KIND PLACE" each. Behind place.sh.
# shellcheck shell=sh disable=SC2154 # what place.sh sets
set -eu
dir=$(pwd)
changed=0 known=''

fail() {
    echo "$*" >&2
    exit 1
}

have() {
    command -v "$1" >/dev/null 2>&1
}

owners_check() { # OWNER GROUP PLACE
    [ "$known" != "$1:$2" ] || return 0
    id "$1" >/dev/null 2>&1 || fail "$3: there is no user $1"
    [ "$2" = - ] || grep -q "^$2:" /etc/group || fail "$3: there is no group $2"
    known=$1:$2
}

# Whoever reads meanwhile sees the old file or the new one, never half of it. Ends with 3 where what
# is in it is what was in it.
put() ( # FILE MODE OWNER:GROUP PLACE
    lct_aim "$4"
    lct_fill "$2" "$3" <"$dir/$1"
    if ! lct_was || ! cmp -s "$lct_old" "./$lct_base"; then
        lct_land
        exit 0
    fi
    if rights_differ "$lct_old" "./$lct_base"; then lct_land; else lct_drop; fi
    exit 3
)

rights_differ() {
    stat -c '%u %g %a' "$1" "$2" | {
        read -r one
        read -r other
        [ "$one" != "$other" ]
    }
}

# Sets place to where it lies.
place_of() { # KIND PLACE
    place=$2
    [ "$1" != unit ] || place=/etc/systemd/system/$2
}

put_all() {
    while read -r kind file mode owner group place; do
        printf '%s %s\n' "$kind" "$place" >>placed
        place_of "$kind" "$place"
        owners_check "$owner" "$group" "$place"
        put "$file" "$mode" "$owner:${group#-}" "$place" && became "$file" || [ $? = 3 ] || exit 1
    done <list
}

is_listed() { # KIND PLACE
    while read -r its _ _ _ _ there; do
        [ "$its $there" != "$1 $2" ] || return 0
    done <list
    return 1
}

# By the step of another list, since.
is_anothers() { # KIND PLACE
    for other in ../*/placed; do
        [ "$other" = "../${dir##*/}/placed" ] || ! grep -qxF "$1 $2" "$other" 2>/dev/null || return 0
    done
    return 1
}

# A folder of that name is another hand's.
take_away() ( # KIND PLACE
    place_of "$1" "$2"
    [ -d "${place%/*}" ] || exit 0
    if [ "$1" = unit ] && have systemctl; then
        systemctl disable --now --quiet "$2" || :
    fi
    lct_enter "${place%/*}"
    [ -d "./${place##*/}" ] && [ ! -L "./${place##*/}" ] || rm -f "./${place##*/}" || exit 1
    echo "$place is gone: the plan no longer has it"
)

leave() {
    [ -e placed ] || return 0
    : >placing
    sort -u placed | while read -r kind place; do
        if is_listed "$kind" "$place"; then
            printf '%s %s\n' "$kind" "$place" >>placing
        elif ! is_anothers "$kind" "$place"; then
            take_away "$kind" "$place" </dev/null || exit 1
        fi
    done || exit 1
    ! grep -q '^unit ' placed || ! have systemctl || systemctl daemon-reload
    mv placing placed
}

became() { # FILE
    changed=1
    [ ! -e restarts ] || sed -n "s/^$1 //p" restarts >>anew
}

# What is not there yet, or does not run, will find the file when it begins.
restart_all() {
    [ -e anew ] || return 0 # of an earlier try, too
    sort -u anew | while read -r unit; do
        ! systemctl --quiet is-active "$unit" || systemctl restart "$unit" || fail "$unit does not begin anew"
    done
}

start_all() {
    systemctl daemon-reload
    while read -r kind file _mode _owner _group unit; do
        [ "$kind" = unit ] || continue
        ! grep -q '^\[Install\]' "$file" || systemctl enable --quiet "$unit"
        if [ "$changed" = 1 ]; then
            systemctl restart "$unit"
        else
            systemctl start "$unit"
        fi
    done <list
}

leave
if grep -q '^unit ' list; then
    have systemctl || fail "this image has no systemd to run units"
    put_all
    start_all
else
    put_all
fi
restart_all
rm -f list restarts anew file.* unit.*
