# Starts or stops a service of the plan (LCT_DO). Beside this may lie: unit (the name of a systemd unit),
# command (what is run instead of systemctl), ready (what a started one is asked, LCT_READY_S seconds at most,
# every LCT_EVERY_S). Behind ready.sh.
# shellcheck shell=sh disable=SC2154 # what ready.sh sets
set -eu
unit=''
[ ! -e unit ] || unit=$(cat unit)

fail() {
    echo "$*" >&2
    exit 1
}

if [ -e command ]; then
    sh ./command || fail "the command that is to $LCT_DO it failed with status $?"
elif [ -n "$unit" ]; then
    have systemctl || fail "this image has no systemd to $LCT_DO $unit"
    systemctl "$LCT_DO" "$unit" || {
        systemctl --no-pager --lines 10 status "$unit" || :
        fail "systemctl $LCT_DO $unit failed"
    }
fi
if [ "$LCT_DO" = stop ]; then
    [ -z "$unit" ] || ! systemctl --quiet is-active "$unit" || fail "$unit still runs"
elif [ -e ready ]; then
    await "$(cat ready)" "$LCT_READY_S" "$LCT_EVERY_S"
fi
rm -f unit command ready
