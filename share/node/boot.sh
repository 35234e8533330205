# Makes a script of the plan a unit that runs at every boot. Beside this lie program (the script), variables
# (its environment) and words (its arguments). LCT_UNIT is the unit's name. LCT_DO: "start" has it run in this
# boot, too, unless it did; "keep" only puts it in place. "leave": those go that this made and that list, names
# of units, has not; a unit's folder below is the note that it was made here.
set -eu
umask 077
places=/usr/local/lib/lct
place=$places/${LCT_UNIT-}
unit=/etc/systemd/system/${LCT_UNIT-}.service

have() {
    command -v "$1" >/dev/null 2>&1
}

put() { # FILE MODE: of stdin, whole
    cat >"$1.lct-new"
    chmod "$2" "$1.lct-new"
    mv "$1.lct-new" "$1"
}

# By its #! line, or sh.
runner() {
    printf '#!/bin/sh\n# Brought by linodetool: a script of the plan, run at every boot.\ncd /\n. %s/variables\n' "$place"
    first=''
    read -r first <program || :
    case $first in
    '#!'*) printf 'set -- %s/program\n' "$place" ;;
    *) printf 'set -- sh %s/program\n' "$place" ;;
    esac
    cat words
    printf 'exec "$@"\n'
}

unit_text() {
    cat <<UNIT
[Unit]
Description=Script of the plan, $LCT_UNIT
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
RemainAfterExit=yes
TimeoutStartSec=$LCT_LIMIT_S
ExecStart=/bin/sh $place/run

[Install]
WantedBy=multi-user.target
UNIT
}

# What it said in this boot is told where it ended badly.
start() {
    systemctl start "$LCT_UNIT" && return
    journalctl --no-pager --boot --output=cat --unit "$LCT_UNIT" 2>/dev/null | tail -n 20
    exit 1
}

bring() {
    mkdir -p "$places" "$place"
    put "$place/program" 700 <program
    put "$place/variables" 600 <variables
    runner | put "$place/run" 700
    rm -f program variables words
    if have systemctl; then
        unit_text | put "$unit" 644
        systemctl daemon-reload
        systemctl enable --quiet "$LCT_UNIT"
        [ "$LCT_DO" = keep ] || start
    elif have rc-update; then
        printf '#!/bin/sh\nexec /bin/sh %s/run\n' "$place" | put "/etc/local.d/$LCT_UNIT.start" 755
        rc-update -q add local default
        [ "$LCT_DO" = keep ] || /bin/sh "$place/run"
    else
        echo "nothing known here runs scripts at boot" >&2
        exit 1
    fi
}

# What it left running ends with it. Its folder goes last: whoever dies before finds it again.
take_away() { # UNIT
    ! have systemctl || systemctl disable --now --quiet "$1" || :
    rm -f "/etc/systemd/system/$1.service" "/etc/local.d/$1.start"
    ! have systemctl || systemctl daemon-reload
    rm -rf "${places:?}/$1"
    echo "$1 is gone: the plan no longer has its script"
}

leave() {
    for place in "$places"/lct-boot-*; do
        [ ! -d "$place" ] || grep -qxF "${place##*/}" list || take_away "${place##*/}"
    done
    rm -f list
}

if [ "$LCT_DO" = leave ]; then leave; else bring; fi
