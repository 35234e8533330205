# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # top, work and repeat are of bench/run
# The others, each as its manual would have it: 32 at once, host keys checked, no log files.

others_present() {
    local program
    for program in ssh xargs pdsh clush ansible ansible-playbook; do
        command -v "$program" >/dev/null || die "$program is missing (tools/setup bench; or --ours)"
    done
}

# ansible_files NAME SSH_ARGS PIPELINING: its configuration, and the inventory.
ansible_files() {
    cat >"$work/$1.cfg" <<C
[defaults]
inventory = $work/inventory
forks = 32
local_tmp = $work/ansible
interpreter_python = /usr/bin/python3
[ssh_connection]
ssh_args = -F $work/ssh_config $2
control_path_dir = $work/cp
pipelining = $3
C
    awk '{ print $1 " ansible_host=" $2 }' "$work/hosts" >"$work/inventory"
}

ansible_cost() { # SIZE WHAT WHO CONFIGURATION PROGRAM ARGUMENT..
    local size=$1 what=$2 who=$3 configuration=$4
    shift 4
    cost "$size" "$what" "$who" env ANSIBLE_CONFIG="$work/$configuration.cfg" "$@"
}

others_ansible() { # SIZE
    ansible_files cold '-o ControlMaster=no -o ControlPath=none' False
    ansible_files default '-o ControlMaster=auto -o ControlPersist=3s' False
    ansible_files best '-o ControlMaster=auto -o ControlPersist=60s' True
    ansible_cost "$1" true 'ansible raw' cold ansible all -m raw -a true
    ansible_cost "$1" true 'ansible command' default ansible all -m command -a true
    # Its best case: connections that an earlier run left open, and whose masters' time is not counted.
    in_lab env ANSIBLE_CONFIG="$work/best.cfg" ansible all -m command -a true >/dev/null 2>&1
    ansible_cost "$1" true 'ansible command, warm' best ansible all -m command -a true
    ansible_forget
}

# Ends the connections' masters: by their sockets, so only ours.
ansible_forget() {
    local socket
    for socket in "$work"/cp/*; do
        [ ! -S "$socket" ] || ssh -o ControlPath="$socket" -O exit none 2>/dev/null
    done
}

others_logins() { # SIZE
    local i run="xargs -P 32 -I {} ssh -n -F $work/ssh_config"
    local addresses
    awk '{ print $2 }' "$work/hosts" >"$work/addresses"
    addresses=$(paste -s -d, "$work/addresses")
    for ((i = 0; i < repeat; i++)); do
        cost "$1" true 'ssh' sh -c "$run {} true <$work/addresses"
        cost "$1" true 'ssh, curve25519' \
            sh -c "$run -o KexAlgorithms=curve25519-sha256 {} true <$work/addresses"
        cost "$1" true 'pdsh' env PDSH_SSH_ARGS="-F $work/ssh_config -l%u %h" \
            pdsh -R ssh -l root -f 32 -w "$addresses" true
        cost "$1" true 'clush' clush -q -f 32 -l root -o "-F $work/ssh_config" -w "$addresses" true
    done
    others_ansible "$1" # so much slower than the rest that once is enough
}

others_hardening() { # SIZE
    ansible_files harden '-o ControlMaster=auto -o ControlPersist=10s' True
    ansible_cost "$1" harden 'ansible-playbook' harden ansible-playbook "$top/bench/harden.yaml" \
        -e "public_key=$work/key.pub sshd_conf=$work/sshd.conf rules=$work/firewall.nft"
}

# What the scripts of bench/run's hooks do, as playbooks.
playbooks() {
    local one
    mkdir -p "$work/hooks"
    for one in one two three; do
        cat >"$work/hooks/$one.yaml" <<P
- hosts: all
  gather_facts: false
  tasks:
  - ansible.builtin.file: {path: /srv/$one, state: directory}
  - ansible.builtin.copy: {dest: /srv/$one/name, content: "$one\n"}
P
    done
}

# One run for the three: that they are three is the plan's way of saying it.
others_hooks() { # SIZE
    ansible_cost "$1" hooks 'ansible-playbook' harden ansible-playbook "$work/hooks/one.yaml" "$work/hooks/two.yaml" "$work/hooks/three.yaml"
    ansible_forget
}
