#!/bin/bash
# SPDX-License-Identifier: MIT
# Help of every command; that it makes nothing, and is there at once.
. "$(dirname "$0")/../testlib.sh"

ok 'alone, it helps' lt
has out 'First steps' 'and shows the first steps'
ok 'so does -h' lt -h
hasnt out 'complete --' 'what is not for people is not shown'

mapfile -t commands < <(lt --help | sed -n '/^Everywhere/q; /^  [a-z]/{s/^  //; s/   *.*//; p;}' |
    sed -E 's/^([a-z-]+( [a-z-]+)?)( .*)?$/\1/')
[ ${#commands[@]} -ge 30 ]
verdict $? 'the help lists the commands' "${#commands[@]}"
for command in "${commands[@]}"; do
    # shellcheck disable=SC2086 # words
    ok "$command --help" lt $command --help
    has out "Usage: linodetool $command" "$command: its usage"
    has out Example "$command: an example"
    is 0 "$(awk 'length > 130' "$work/out" | wc -l)" "$command: of bearable width"
    # shellcheck disable=SC2086
    status 2 "$command refuses an unknown option" lt $command --no-such-option
    empty out "$command: an error leaves standard output alone"
done
for noun in lab cluster node plan list operation secret profile; do
    ok "$noun --help" lt $noun --help
    has out "Usage: linodetool $noun VERB" "$noun: its usage"
done
ok 'the version' lt version
is "$(lt version --json | jq -r .version)" "$(lt version | cut -d' ' -f2)" 'is one'
ok 'as an option' lt --version
is "$(lt version)" "$(lt cluster list -V)" 'the same version'
is '' "$(find "$work" -mindepth 1 ! -name out ! -name err)" 'none of this made a file'
ok 'without a home' env HOME=/nonexistent XDG_DATA_HOME=/nonexistent "$LCT_BUILD/linodetool" --help

# The best of 20 counts: the machine may be busy. The sanitizers have their price.
limit=50000
grep -qa __asan_init "$LCT_BUILD/linodetool" && limit=1000000
best=$limit
for _ in {1..20}; do
    began=${EPOCHREALTIME/./}
    "$LCT_BUILD/linodetool" --help >/dev/null
    took=$((${EPOCHREALTIME/./} - began))
    [ $took -ge $best ] || best=$took
done
echo "# --help takes $best us"
[ $best -lt $limit ]
verdict $? '--help is quick' "$best us"
finish
