# Runs a playbook from this machine, for the nodes that hosts names. Beside this lie vars, inventory.json, our callback and
# what opens nodes for packages; in files what the playbook works by. LCT_TOOL and the next say how linodetool is
# called. What came of each node is in answers when it has ended.
# shellcheck shell=sh disable=SC2154 # what the environment says
set -eu
place=$(pwd)
export LC_ALL=C.UTF-8 ANSIBLE_NOCOLOR=1 ANSIBLE_RETRY_FILES_ENABLED=0 ANSIBLE_PIPELINING=1
export LCT_ANSWERS="$place/answers.new" ANSIBLE_CALLBACK_PLUGINS="$place" ANSIBLE_CALLBACKS_ENABLED=lct

command -v ansible-playbook >/dev/null || {
    echo 'this machine has no ansible-playbook'
    exit 127
}

config() {
    "$LCT_TOOL" ${LCT_CONFIG:+--config "$LCT_CONFIG"} --profile "$LCT_PROFILE" --context "$LCT_CONTEXT" ssh-config "$LCT_UUID"
}

# on_all TEXT: a script for all of the nodes.
on_all() {
    # shellcheck disable=SC2016 # of the inner one
    printf '%s\n' "$1" >on_all
    xargs -P "$LCT_FORKS" -I '{}' sh -c 'ssh -F "$1/ssh.conf" -l root "$2" sh -s <"$1/on_all"' sh "$place" '{}' <hosts || :
}

end() {
    cd "$place"
    on_all "$(cat opener)
close_firewall"
    rm -rf "$sockets" on_all hosts opener lct.py __pycache__ inventory.json ssh.conf
}

rm -f answers answers.new
config >ssh.conf
sockets=$(mktemp -d /tmp/lct-ansible.XXXXXX) # short: a path of a socket has 108 bytes
trap end EXIT
trap 'exit 143' TERM
export ANSIBLE_SSH_CONTROL_PATH_DIR="$sockets"
export ANSIBLE_SSH_ARGS="-F '$place/ssh.conf' -o ControlMaster=auto -o ControlPersist=15s"
on_all "$(cat opener)
close_firewall
open_firewall $LCT_LIMIT_S"
status=0
(cd files && ansible-playbook -i "$place/inventory.json" --limit "@$place/hosts" -u root --forks "$LCT_FORKS" -e "@$place/vars" \
    "$@" "$LCT_ENTRY") || status=$?
[ ! -e answers.new ] || mv answers.new answers
exit "$status"
