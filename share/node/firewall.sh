# Takes firewall.nft (everything) into force, now and at every boot. Where sets.nft was sent along,
# only members changed: the sets are swapped in place and the live chains keep their counters.
#
# Rules that could shut out whoever brought them are in force for a trial: after LCT_TRIAL seconds the
# old ones come back by themselves, unless a new session says "confirm". Until then the next boot
# loads the old ones, too. Behind firewall_state.sh; the environment says in LCT_DO what to do.
set -eu
umask 077

fail() {
    echo "$*" >&2
    exit 1
}

boot_unit() {
    cat <<UNIT
[Unit]
Description=Firewall brought by linodetool, before any network
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target shutdown.target
Conflicts=shutdown.target
ConditionPathExists=$rules

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=$(command -v nft) -f $rules
UNIT
}

# nftables' own file may begin by flushing everything: so it gets the rules, too.
boot_put() {
    boot_file
    [ -e "$config" ] || printf '#!/usr/sbin/nft -f\n' >"$config"
    grep -qF "include \"$rules\"" "$config" || printf 'include "%s"\n' "$rules" >>"$config"
    nft -c -f "$config"
    if command -v systemctl >/dev/null; then
        boot_unit >$unit.lct-new
        chmod 644 $unit.lct-new
        mv $unit.lct-new $unit
        [ -d "${wanted%/*}" ] || install -d -m 755 "${wanted%/*}"
        ln -sf $unit $wanted
    elif command -v rc-update >/dev/null; then
        rc-update add nftables default
    else
        fail "nothing known here starts nftables at boot"
    fi
}

# From now on these are the rules: $1 is a file in their folder.
keep() {
    mv "$1" $rules
    live >$lct/firewall.new
    mv $lct/firewall.new $lct/firewall.live
    boot_put
}

# All of it or nothing; what is open beside the rules for a while (handed_keep.sh) stays open.
take() {
    cat firewall.nft $lct/open.*.nft 2>/dev/null | nft -f -
}

trials() {
    for trial in $lct/firewall.try.*; do
        [ ! -e "$trial" ] || return 0
    done
    return 1
}

# Could these shut out who came in by the old ones? Rules only ever open: as long as each old line of
# incoming packets is among the new ones, no. Members of sets come and go.
risky() {
    ! trials || return 0
    [ "$state" != gone ] && [ -s $rules ] || return 0
    [ "$state" = held ] || [ -z "$was" ] || return 0
    sed '/^    chain output/,$d; /^        elements = /d' $rules | grep -qvxFf firewall.nft
}

# What brings the old rules back: whoever renames the file first, this or "confirm", wins.
# shellcheck disable=SC2016
restore='
sleep "$1"
mv "$2" "$4" 2>/dev/null || exit 0
if [ -s "$3" ]; then nft -f "$3"; else nft delete table inet lct; fi
rm -f "$4"'

try() {
    nft -c -f firewall.nft
    new=$lct/firewall.try.$$
    cp firewall.nft "$new"
    setsid sh -c "$restore" lct "$LCT_TRIAL" "$new" $rules $lct/firewall.back.$$ </dev/null >/dev/null 2>&1 &
    for trial in $lct/firewall.try.*; do
        [ "$trial" = "$new" ] || rm -f "$trial"
    done
    take
    echo "tried ${SSH_CONNECTION%% *}"
}

load() {
    if [ -e sets.nft ] && [ "$state" = held ] && nft -c -f firewall.nft && grep -q '^flush ' sets.nft &&
        nft -f sets.nft 2>/dev/null; then
        :
    else
        take
    fi
    cp firewall.nft $lct/firewall.new
    keep $lct/firewall.new
    echo "kept ${SSH_CONNECTION%% *}"
}

put() {
    command -v nft >/dev/null || fail "this image has no nftables (nft)"
    [ -d $lct ] || mkdir -p $lct
    noted
    state=$(held)
    if risky; then
        try
    else
        load
    fi
    rm -f firewall.nft sets.nft
}

confirm() {
    trials || fail "the old firewall is back already"
    mv "$trial" $lct/firewall.kept || fail "the old firewall is back already"
    keep $lct/firewall.kept
}

undo() {
    ! trials || sh -c "$restore" lct 0 "$trial" $rules $lct/firewall.back
}

# From now on the rules are the node's own: what was brought is taken off. The file stays, without any
# rule: user-data of a boot would put its first one in its place.
leave() {
    rm -f $lct/firewall.try.* $lct/firewall.live
    [ -d $lct ] || mkdir -p $lct
    echo '# The firewall of this node is its own.' >$rules
    boot_file
    [ ! -e "$config" ] || sed -i "\\|^include \"$rules\"\$|d" "$config"
    rm -f $unit $wanted
    ! nft list table inet lct >/dev/null 2>&1 || nft delete table inet lct
    echo left
}

$LCT_DO
