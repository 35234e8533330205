# Brings files and units. Beside this lie list (KIND FILE MODE OWNER GROUP PLACE a line; GROUP "-" is
# the owner's own) and the files it names. What is there already in the same words stays untouched.
set -eu
changed=0

fail() {
    echo "$*" >&2
    exit 1
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# Whoever reads meanwhile sees the old file or the new one, never half of it.
put() { # FILE MODE OWNER GROUP PLACE
    id "$3" >/dev/null 2>&1 || fail "$5: there is no user $3"
    group=$4
    [ "$group" != - ] || group=$(id -gn "$3")
    grep -q "^$group:" /etc/group || fail "$5: there is no group $group"
    [ ! -d "$5" ] || fail "$5 is a folder"
    mkdir -p "$(dirname "$5")"
    cmp -s "$1" "$5" || changed=1
    cp "$1" "$5.lct-new"
    chown "$3:$group" "$5.lct-new"
    chmod "$2" "$5.lct-new"
    # A file that is a mount of its own cannot be replaced, only written.
    mv -f "$5.lct-new" "$5" 2>/dev/null || { cat "$5.lct-new" >"$5" && rm -f "$5.lct-new"; }
    ! have restorecon || restorecon "$5" || :
}

put_all() {
    while read -r kind file mode owner group place; do
        [ "$kind" != unit ] || place=/etc/systemd/system/$place
        put "$file" "$mode" "$owner" "$group" "$place"
    done <list
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
rm -f list file.* unit.*
