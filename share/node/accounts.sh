# What the node's own files say of accounts and of its name: functions that only read. Before what brings
# users (secure.sh) and what looks at them (look/users.sh).
# shellcheck shell=sh disable=SC2034 # what they set is read behind this

have() {
    command -v "$1" >/dev/null 2>&1
}

# Sets gid to the group's number, to nothing where there is no such group.
gid_of() {
    while IFS=: read -r one _ gid _; do
        [ "$one" != "$1" ] || return 0
    done </etc/group
    gid=''
}

# Sets uid, group, home and login as /etc/passwd has them.
account() {
    while IFS=: read -r one _ uid group _ home login; do
        [ "$one" != "$1" ] || return 0
    done </etc/passwd
    return 1
}

has_no_password() {
    while IFS=: read -r one password _; do
        [ "$one" != "$1" ] || break
    done </etc/shadow
    [ "$one:$password" = "$1:*" ]
}

# Sets groups_now, with spaces around each, to the groups that /etc/group has the user in.
groups_of() {
    groups_now=' '
    while IFS=: read -r one _ _ all; do
        case ,$all, in *",$1,"*) groups_now="$groups_now$one " ;; esac
    done </etc/group
}

# Does the kernel have the name, and the file for the next boot? Most often cloud-init saw to both.
hostname_is() {
    kept='' now=''
    read -r now </proc/sys/kernel/hostname || :
    [ ! -e /etc/hostname ] || read -r kept </etc/hostname || :
    [ "$now" = "$1" ] && [ "$kept" = "$1" ]
}

# Ours are read before every other file of sshd's, where it reads such files.
sshd_config=/etc/ssh/sshd_config
sshd_place() {
    place=''
    ! grep -qi '^[[:space:]]*Include[[:space:]].*/etc/ssh/sshd_config\.d' $sshd_config ||
        place=/etc/ssh/sshd_config.d/00-lct.conf
}
