# Brings files and units. Beside this lie list (KIND FILE MODE OWNER GROUP PLACE a line; GROUP "-" is
# the owner's own), the files it names and, perhaps, restarts (FILE UNIT a line: what begins anew where
# it runs and that file became another). What is there already in the same words stays untouched.
# Behind place.sh.
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

put_all() {
    while read -r kind file mode owner group place; do
        [ "$kind" != unit ] || place=/etc/systemd/system/$place
        owners_check "$owner" "$group" "$place"
        put "$file" "$mode" "$owner:${group#-}" "$place" && became "$file" || [ $? = 3 ] || exit 1
    done <list
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

if grep -q '^unit ' list; then
    have systemctl || fail "this image has no systemd to run units"
    put_all
    start_all
else
    put_all
fi
restart_all
rm -f list restarts anew file.* unit.*
