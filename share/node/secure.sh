# Hardens a node: users, keys, sudo, host name, sshd. May run again at any time. The environment
# names LCT_ADMIN and LCT_HOSTNAME; beside this lie sshd.conf, groups (NAME GID SYSTEM a line), users
# (NAME SHELL SUDO GROUPS a line; SHELL "-" and GROUPS "=" stay what they are, GROUPS "-" is none) and
# keys.NAME for each of them, empty where he has none. What a user of the list has beyond it goes,
# but for groups that others than we gave. Whom an earlier list named and this one does not, and a group
# likewise, goes where we made it; any other loses what it was given. Notes of that stay here: "granted"
# (NAME GROUPS a line), "made" (NAME UID) and "formed" (NAME GID). Behind place.sh and accounts.sh.
# shellcheck shell=sh disable=SC2154 # what these set
set -eu
dir=$(pwd) without=''

fail() {
    echo "$*" >&2
    exit 1
}

# Number 0 leaves the number to the system.
group_need() { # NAME [NUMBER [SYSTEM]]
    gid_of "$1"
    name=$1 wanted=${2:-0} system=${3:-0}
    if [ -n "$gid" ]; then
        [ "$wanted" = 0 ] || [ "$wanted" = "$gid" ] || fail "the group $1 has the number $gid, not $wanted"
        return 0
    fi
    set --
    [ "$wanted" = 0 ] || set -- -g "$wanted"
    if have groupadd; then
        [ "$system" = 0 ] || set -- "$@" -r
        groupadd "$@" "$name"
    else
        [ "$system" = 0 ] || set -- "$@" -S
        addgroup "$@" "$name"
    fi
    gid_of "$name"
    printf '%s %s\n' "$name" "$gid" >>formed
}

groups() {
    while read -r group gid system; do
        [ -z "$group" ] || group_need "$group" "$gid" "$system"
    done <groups
}

# Is the group in the list, or one of a user of it?
group_wanted() { # NAME
    while read -r name _; do
        [ "$name" != "$1" ] || return 0
    done <groups
    while read -r _ _ _ all; do
        case ,$all, in *",$1,"*) return 0 ;; esac
    done <users
    return 1
}

group_is_used() { # NAME NUMBER
    while IFS=: read -r one _ _ members; do
        [ "$one" != "$1" ] || [ -z "$members" ] || return 0
    done </etc/group
    while IFS=: read -r _ _ _ its _; do
        [ "$its" != "$2" ] || return 0
    done </etc/passwd
    return 1
}

# Says by its status whether it is there still.
group_stays() { # NAME NUMBER
    gid_of "$1"
    [ "$gid" = "$2" ] || return 1
    ! group_wanted "$1" || return 0
    if group_is_used "$1" "$2"; then
        echo "the group $1 stays: it has members"
        return 0
    fi
    { if have groupdel; then groupdel "$1"; else delgroup "$1"; fi; } || fail "the group $1 does not go"
    return 1
}

groups_leave() {
    [ -e formed ] || return 0
    : >forming
    while read -r group number; do
        ! group_stays "$group" "$number" || printf '%s %s\n' "$group" "$number" >>forming
    done <formed
    mv forming formed
}

# Sets number to the one that an account of our making has, or had; to nothing where there was none.
made_as() { # NAME
    number=''
    [ -e made ] || return 0
    while read -r one its; do
        [ "$one" != "$1" ] || number=$its
    done <made
}

user_make() { # NAME SHELL
    # A system group of that name is not the user's to own.
    own=-U
    ! grep -q "^$1:" /etc/group || own='-N -g users'
    made_as "$1"
    ! grep -q "^[^:]*:[^:]*:$number:" /etc/passwd || number=''
    # shellcheck disable=SC2086 # words
    if have useradd; then
        useradd -m $own ${number:+-u "$number"} -s "$2" "$1"
    else
        adduser -D ${number:+-u "$number"} -s "$2" "$1"
    fi
    account "$1" || fail "there is no user $1"
    [ -z "$number" ] || home_return
    printf '%s %s\n' "$1" "$uid" >>made
}

# What he had there is his again, as his number is.
home_return() {
    [ "$(stat -c '%u %a' "$home" 2>/dev/null)" != '0 700' ] || chown "$uid:$group" "$home"
}

# Sets groups_had, likewise, to what we gave the user before. A node that was secured before there
# were such notes is one on which nobody else is known to have given anything to ordinary users.
granted() {
    groups_had=' '
    if [ -e granted ]; then
        while read -r one all; do
            [ "$one" != "$1" ] || groups_had="$groups_had$all "
        done <granted
    elif [ -e /etc/sudoers.d/90-lct ] && [ "$uid" -ge 1000 ]; then
        groups_had=$groups_now
    fi
}

# Sets planned, with spaces, to the plan's, groups_new, with commas, to what the user is to be in: those,
# and what others gave. Fails where he is in just those.
groups_change() { # USER GROUP,..
    groups_of "$1"
    granted "$1"
    planned=''
    [ "$2" = - ] || planned=$(echo "$2" | tr ',' ' ')
    groups_new='' differ=no
    for each in $planned; do
        group_need "$each" || exit 1
        groups_new=$groups_new,$each
        case $groups_now in *" $each "*) ;; *) differ=yes ;; esac
    done
    for each in $groups_now; do
        case " $planned " in *" $each "*) continue ;; esac
        case $groups_had in *" $each "*) differ=yes ;; *) groups_new=$groups_new,$each ;; esac
    done
    groups_new=${groups_new#,}
    [ $differ = yes ]
}

# An account without any password, which is not the same as a locked one: keys still work. One that
# was there before gets the same as a new one.
user_need() { # NAME SHELL GROUPS
    shell=$2
    [ "$shell" != - ] || shell=/bin/bash
    [ -x "$shell" ] || {
        echo "$1: there is no $shell here, so that his shell is /bin/sh"
        shell=/bin/sh
    }
    account "$1" || user_make "$1" "$shell"
    user=$1 wants=$3
    [ "$2" != - ] || shell=$login
    set --
    [ "$login" = "$shell" ] || set -- -s "$shell"
    has_no_password "$user" || set -- "$@" -p '*'
    if [ "$wants" != = ]; then
        ! groups_change "$user" "$wants" || set -- "$@" -G "$groups_new"
        printf '%s %s\n' "$user" "$planned" >>granting
    fi
    [ $# = 0 ] || user_change "$user" "$@"
}

user_change() { # NAME OPTION WORD..: usermod's
    who=$1
    shift
    if have usermod; then
        usermod "$@" "$who"
        return
    fi
    while [ $# -gt 0 ]; do
        case $1 in
        -s) sed -i "s|^\($who:.*:\)[^:]*\$|\1$2|" /etc/passwd ;;
        -p) sed -i "s|^$who:[^:]*:|$who:*:|" /etc/shadow ;;
        -G) groups_set "$who" "$2" ;;
        esac
        shift 2
    done
}

groups_set() { # NAME GROUP,..: where there is no usermod
    for one in $groups_now; do
        case ,$2, in *",$one,"*) ;; *) delgroup "$1" "$one" ;; esac
    done
    for one in $(echo "$2" | tr ',' ' '); do
        case $groups_now in *" $one "*) ;; *) addgroup "$1" "$one" ;; esac
    done
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
    *) aside "$home/.ssh" || exit 1 ;;
    esac
    [ -d "$home/.ssh" ] || lct_folder "$home/.ssh" 700 "$1:$group" || exit 1
    [ ! -e "$home/.ssh/authorized_keys" ] || [ -f "$home/.ssh/authorized_keys" ] ||
        aside "$home/.ssh/authorized_keys" || exit 1
}

keys_put() (
    account "$1" || fail "there is no user $1"
    [ -d "$home" ] || [ ! -s "$dir/keys.$1" ] || fail "$1 has no home folder"
    [ -s "$dir/keys.$1" ] || [ -e "$home/.ssh/authorized_keys" ] || [ -L "$home/.ssh" ] || exit 0
    ssh_folder "$1"
    lct_put "$home/.ssh/authorized_keys" 600 "$1:$group" <"$dir/keys.$1"
)

# A user who is in the way of his own keys is in nobody else's.
users() {
    : >sudoers
    granting_begin
    users_leave
    while read -r name shell sudo groups; do
        user_need "$name" "$shell" "$groups"
        keys_put "$user" || without="$without $user"
        [ "$sudo" = 0 ] || printf '%s ALL=(ALL:ALL) NOPASSWD:ALL\n' "$user" >>sudoers
    done <users
    mv granting granted
    keys_put root || without="$without root"
    has_no_password root || user_change root -p '*'
}

# Where we were killed in between, the notes from before and the new ones count.
granting_begin() {
    if [ -e granted ] && [ -e granting ]; then cat granting >>granted; fi
    : >granting
}

named() {
    while read -r name _; do
        [ "$name" != "$1" ] || return 0
    done <users
    return 1
}

users_leave() {
    [ -e granted ] || return 0
    while read -r who _; do
        named "$who" || ! account "$who" || user_leave "$who"
    done <granted
}

user_leave() { # NAME
    made_as "$1"
    if [ "$uid" = "$number" ]; then
        user_remove "$1"
    else
        user_strip "$1"
    fi </dev/null
}

# Nothing of his runs on. His home is nobody's to lose: it is root's until he is named again.
user_remove() { # NAME
    ! have loginctl || loginctl terminate-user "$1" 2>/dev/null || :
    tries=0
    while pkill -KILL -u "$uid" 2>/dev/null && [ $((tries += 1)) -lt 50 ]; do sleep 0.1; done
    [ ! -d "$home" ] || lct_folder "$home" 700 root:root || exit 1
    { if have userdel; then userdel "$1"; else deluser "$1"; fi; } || fail "the user $1 does not go"
    echo "the user $1 is gone; what he has in $home stays, for root"
}

# An account that was there before, or that a version before these notes made.
user_strip() { # NAME
    ! groups_change "$1" - || user_change "$1" -G "$groups_new" || fail "$1 keeps groups"
    : >"$dir/keys.$1"
    keys_put "$1" || without="$without $1"
    echo "the account $1 stays, without what the plan gave it"
}

sudo_put() {
    have visudo || fail "this image has no sudo"
    visudo -cqf sudoers || fail "sudo refuses its new rules"
    chmod 440 sudoers
    mv sudoers /etc/sudoers.d/90-lct
    # The image's own first user has no business here; ours come from the plan.
    su "$LCT_ADMIN" -c 'sudo -n true' || fail "$LCT_ADMIN cannot use sudo"
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
    is_in_hosts "$LCT_HOSTNAME" || hosts_put
    if [ -d /etc/cloud/cloud.cfg.d ]; then
        printf 'preserve_hostname: true\nmanage_etc_hosts: false\n' >/etc/cloud/cloud.cfg.d/99-lct.cfg
    fi
}

# By the names of the cluster (hosts.sh), or by a line of this.
is_in_hosts() { # NAME
    awk -v name="$1" '$1 !~ /^#/ { for (i = 2; i <= NF; i++) if ($i == name) found = 1 } END { exit !found }' /etc/hosts
}

hosts_put() {
    sed '/^127\.0\.1\.1[[:space:]]/d' /etc/hosts >hosts
    printf '127.0.1.1\t%s\n' "$names" >>hosts
    cat hosts >/etc/hosts # a bind mount stays one
    rm -f hosts
}

# In sshd the first word on a matter counts: ours comes before every other file.
sshd_put() {
    sshd_place
    if [ -n "$place" ]; then
        install -m 600 sshd.conf "$place"
    else
        sed '/^# lct begin$/,/^# lct end$/d' $sshd_config >sshd_config.old
        { echo '# lct begin' && cat sshd.conf && echo '# lct end' && cat sshd_config.old; } >sshd_config.new
        sshd -t -f "$dir/sshd_config.new" || fail "sshd refuses its new settings"
        cat sshd_config.new >$sshd_config
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
groups_leave
sudo_put
sshd_put
sshd_verify
sshd_reload
[ -z "$without" ] || fail "the keys are not in place of:$without"
rm -f sshd.conf groups users keys.*
