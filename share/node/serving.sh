# Waits until this node does what its plan calls ready, LCT_READY_S seconds at most. Beside this lies
# ready, which says what that is. Behind ready.sh.
# shellcheck shell=sh disable=SC2154 # what ready.sh sets
set -eu
await "$(cat ready)" "$LCT_READY_S" 1
rm -f ready
