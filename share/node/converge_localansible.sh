# A playbook on the node itself, which is its only host. An ansible.cfg that came with it counts.
# shellcheck shell=sh disable=SC2034,SC2154 # for converge.sh, and its
program=ansible-playbook
package=ansible-core

converge() { # ARGUMENT..
    ansible-playbook -i localhost, -c local -e "@$vars" "$@" "$LCT_ENTRY"
}
