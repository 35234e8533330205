# Hardens a node: users, keys, sudo, host name, sshd. May run again at any time. The environment
# names LCT_ADMIN and LCT_HOSTNAME; beside this lie sshd.conf, groups (NAME GID SYSTEM a line), users
# (NAME SHELL SUDO GROUPS a line) and keys.NAME for everybody who has keys. Behind place.sh.
# shellcheck shell=sh disable=SC2154 # what place.sh sets
set -eu
dir=$(pwd)

fail() {
    echo "$*" >&2
    exit 1
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# GID 0 leaves the number to the system.
group_need() {
    name=$1 gid=${2:-0} system=${3:-0}
    has=$(awk -F: -v group="$name" '$1 == group { print $3 }' /etc/group)
    if [ -n "$has" ]; then
        [ "$gid" = 0 ] || [ "$gid" = "$has" ] || fail "the group $name has the number $has, not $gid"
        return 0
    fi
    set --
    [ "$gid" = 0 ] || set -- -g "$gid"
    if have groupadd; then
        [ "$system" = 0 ] || set -- "$@" -r
        groupadd "$@" "$name"
    else
        [ "$system" = 0 ] || set -- "$@" -S
        addgroup "$@" "$name"
    fi
}

groups() {
    while read -r group gid system; do
        [ -z "$group" ] || group_need "$group" "$gid" "$system"
    done <groups
}

# An account without any password, which is not the same as a locked one: keys still work.
user_need() {
    shell=$2
    [ -x "$shell" ] || shell=/bin/sh
    if ! id "$1" >/dev/null 2>&1; then
        # A system group of that name is not the user's to own.
        own=-U
        ! grep -q "^$1:" /etc/group || own='-N -g users'
        # shellcheck disable=SC2086 # words
        if have useradd; then useradd -m $own -s "$shell" "$1"; else adduser -D -s "$shell" "$1"; fi
    fi
    no_password "$1"
}

no_password() {
    if have usermod; then
        usermod -p '*' "$1"
    else
        passwd -l "$1" >/dev/null 2>&1 || :
        sed -i "s|^$1:[^:]*:|$1:*:|" /etc/shadow
    fi
}

user_join() (
    group_need "$2"
    if have usermod; then usermod -a -G "$2" "$1"; else addgroup "$1" "$2"; fi
)

# Sets `home` and `group` as /etc/passwd has them.
account() {
    home=''
    while IFS=: read -r one _ _ group _ home _; do
        [ "$one" != "$1" ] || return 0
    done </etc/passwd
    fail "there is no user $1"
}

# What is in the way of a user's keys goes on under another name: it may be his, and is nothing that
# could be trusted.
aside() ( # NAME: in the working folder's stage
    lct_aim "$1"
    old=$lct_base.old${lct_name##*.}
    mv "../$lct_base" "./$old" && mv "./$old" .. || fail "$1 is in the way of keys"
    lct_leave
    echo "$1 was in the way of keys, and is $old now"
)

# Sees to a folder that belongs to the user, and is writable by him alone. Nothing else is believed,
# and nothing that exists becomes his.
ssh_folder() { # USER
    case $(stat -c '%U %A' "$home/.ssh" 2>/dev/null) in
    "$1 drwx------" | '') ;;
    "$1 d"*) (lct_enter "$home/.ssh" && [ "$(stat -c %U .)" = "$1" ] && chmod 700 .) || exit 1 ;;
    *) aside "$home/.ssh" ;;
    esac
    [ -d "$home/.ssh" ] || lct_folder "$home/.ssh" 700 "$1:$group"
    [ ! -e "$home/.ssh/authorized_keys" ] || [ -f "$home/.ssh/authorized_keys" ] ||
        aside "$home/.ssh/authorized_keys"
}

keys_put() {
    [ -e "$dir/keys.$1" ] || return 0
    account "$1"
    [ -d "$home" ] || fail "$1 has no home folder"
    ssh_folder "$1"
    lct_put "$home/.ssh/authorized_keys" 600 "$1:$group" <"$dir/keys.$1"
}

users() {
    : >sudoers
    while read -r name shell sudo groups; do
        user_need "$name" "$shell"
        for group in $(echo "$groups" | tr ',' ' '); do
            [ "$group" = - ] || user_join "$name" "$group"
        done
        keys_put "$name"
        [ "$sudo" = 0 ] || printf '%s ALL=(ALL:ALL) NOPASSWD:ALL\n' "$name" >>sudoers
    done <users
    keys_put root
    no_password root
}

sudo_put() {
    have visudo || fail "this image has no sudo"
    visudo -cqf sudoers || fail "sudo refuses its new rules"
    chmod 440 sudoers
    mv sudoers /etc/sudoers.d/90-lct
    # The image's own first user has no business here; ours come from the plan.
    su "$LCT_ADMIN" -c 'sudo -n true' || fail "$LCT_ADMIN cannot use sudo"
}

# Does the kernel have the name, and the file for the next boot? Most often cloud-init saw to both.
hostname_is() {
    kept='' now=''
    read -r now </proc/sys/kernel/hostname || :
    [ ! -e /etc/hostname ] || read -r kept </etc/hostname || :
    [ "$now" = "$1" ] && [ "$kept" = "$1" ]
}

hostname_set() {
    if have hostnamectl; then
        hostnamectl set-hostname "$1" 2>/dev/null || :
    fi
    printf '%s\n' "$1" >/etc/hostname
    [ "$(hostname)" = "$1" ] || hostname "$1"
}

hostname_put() {
    hostname_is "$LCT_HOSTNAME" || hostname_set "$LCT_HOSTNAME"
    short=${LCT_HOSTNAME%%.*}
    names=$LCT_HOSTNAME
    [ "$short" = "$LCT_HOSTNAME" ] || names="$LCT_HOSTNAME $short"
    [ -e /etc/hosts ] || printf '127.0.0.1\tlocalhost\n::1\tlocalhost\n' >/etc/hosts
    sed '/^127\.0\.1\.1[[:space:]]/d' /etc/hosts >hosts
    printf '127.0.1.1\t%s\n' "$names" >>hosts
    cat hosts >/etc/hosts # a bind mount stays one
    rm -f hosts
    if [ -d /etc/cloud/cloud.cfg.d ]; then
        printf 'preserve_hostname: true\nmanage_etc_hosts: false\n' >/etc/cloud/cloud.cfg.d/99-lct.cfg
    fi
}

# In sshd the first word on a matter counts: ours comes before every other file.
sshd_put() {
    config=/etc/ssh/sshd_config place=''
    if grep -qi '^[[:space:]]*Include[[:space:]].*/etc/ssh/sshd_config\.d' "$config"; then
        place=/etc/ssh/sshd_config.d/00-lct.conf
        install -m 600 sshd.conf "$place"
    else
        sed '/^# lct begin$/,/^# lct end$/d' "$config" >sshd_config.old
        { echo '# lct begin' && cat sshd.conf && echo '# lct end' && cat sshd_config.old; } >sshd_config.new
        sshd -t -f "$dir/sshd_config.new" || fail "sshd refuses its new settings"
        cat sshd_config.new >"$config"
        rm -f sshd_config.old sshd_config.new
    fi
}

sshd_reload() {
    if have systemctl; then
        systemctl reload ssh 2>/dev/null || systemctl reload sshd
    elif have rc-service; then
        rc-service sshd reload
    else
        kill -HUP "$(cat /run/sshd.pid)"
    fi
}

# sshd reads all of its settings to show them: what it does not take is found here, before the reload.
sshd_verify() {
    settings=$(sshd -T -C user=root,host=localhost,addr=127.0.0.1) ||
        { rm -f ${place:+"$place"} && fail "sshd refuses its new settings"; }
    for wanted in 'passwordauthentication no' 'kbdinteractiveauthentication no' \
        'permitemptypasswords no'; do
        case $settings in
        *"$wanted"*) ;;
        *) fail "sshd does not say: $wanted" ;;
        esac
    done
    case $settings in
    *'permitrootlogin without-password'* | *'permitrootlogin prohibit-password'*) ;;
    *) fail "sshd lets root log in by password" ;;
    esac
}

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
hostname_put # first: sudo looks its own host up
groups
users
sudo_put
sshd_put
sshd_verify
sshd_reload
rm -f sshd.conf groups users keys.*
