#!/bin/sh
# SPDX-License-Identifier: MIT
# Users of a plan have what it says: a key, a shell, groups and sudo come and go, whoever was there before.
. "$(dirname "$0")/neighbour.sh"

command -v busybox >/dev/null && node_up || {
    echo 'Bail out! no node can be made here'
    exit 1
}

# secure LINE.. : the users of the list; keys.NAME lie in "keys".
secure() {
    cat "$share/place.sh" "$share/accounts.sh" "$share/secure.sh" >"$root$state/script"
    with_list "$@"
}

# differs LINE.. : what differs from that, "WHAT NAME HOW" a line.
differs() {
    cat "$share/look/say.sh" "$share/accounts.sh" "$share/look/users.sh" >"$root$state/script"
    with_list "$@" && tr '\t' ' ' <"$work/out"
}

with_list() { # LINE..
    cp "$work/keys"/* "$root$state/"
    printf '%s\n' 'admin - 1 =' "$@" >"$root$state/users"
    echo '# sshd' >"$root$state/sshd.conf"
    cat "$work/groups" >"$root$state/groups"
    run
}

# listed GROUP.. -- LINE.. : with the list of groups
listed() {
    : >"$work/groups"
    while [ "$1" != -- ]; do
        echo "$1" >>"$work/groups"
        shift
    done
    shift
    secure "$@"
    status=$?
    : >"$work/groups"
    return $status
}

keys() { # USER [KEY]
    printf '%s' "${2:+$2
}" >"$work/keys/keys.$1"
}

groups_of() {
    in_node id -nG "$1" | tr ' ' '\n' | sort | grep -vx "$1" | xargs
}

shell_of() {
    sed -n "s/^$1:.*://p" "$root/etc/passwd"
}

has_key() { # USER KEY
    grep -qx "$2" "$root/home/$1/.ssh/authorized_keys"
}

in_group() { # GROUP USER: as a package or an administrator would
    sed -i "s/^$1:.*[^:]\$/&,$2/; s/^$1:.*:\$/&$2/" "$root/etc/group"
}

beginning() { # as an image comes
    rm -rf "${root:?}$state" "$root/home/bob" "$root/home/backup" "$root/etc/sudoers.d/90-lct" "$work/keys"
    mkdir -m 700 "$root$state" && mkdir "$work/keys"
    accounts
    printf '%s\n' backup:x:34:34::/home/backup:/usr/sbin/nologin >>"$root/etc/passwd"
    echo 'backup:*:1::::::' >>"$root/etc/shadow"
    printf '%s\n' backup:x:34: adm:x:4: docker:x:998: sslcert:x:997:backup wheel:x:10: >>"$root/etc/group"
    mkdir -p "$root/home/backup"
    chown 34:34 "$root/home/backup"
    for user in root admin bob backup; do
        keys $user key-of-$user
    done
}

come_and_go() {
    beginning
    ok "users are made ($shell)" secure 'bob /bin/sh 1 adm,wheel' 'backup /bin/bash 0 -'
    is 'adm wheel' "$(groups_of bob)" 'in their groups'
    is /bin/sh "$(shell_of bob)" 'with their shell'
    ok 'and their keys' has_key bob key-of-bob
    is /bin/bash "$(shell_of backup)" 'who was there before has the shell of the plan'
    ok 'and its key' has_key backup key-of-backup
    is sslcert "$(groups_of backup)" 'and is still where a package put it'
    is '*' "$(sed -n 's/^bob:\([^:]*\):.*/\1/p' "$root/etc/shadow")" 'nobody has a password'
    in_group docker bob
    cp "$root/etc/passwd" "$root/etc/group" "$work/"
    ok 'the same again' secure 'bob /bin/sh 1 adm,wheel' 'backup /bin/bash 0 -'
    ok 'changes nothing' cmp "$root/etc/passwd" "$work/passwd"
    ok 'in no file' cmp "$root/etc/group" "$work/group"
    number=$(in_node id -u bob)
    has_line=$(grep -c '^bob ALL' "$root/etc/sudoers.d/90-lct")
    is 1 "$has_line" 'he may sudo'
    keys bob
    ok 'less is granted' secure 'bob /bin/bash 0 wheel' 'backup /bin/sh 0 adm'
    is '0' "$(wc -c <"$root/home/bob/.ssh/authorized_keys")" 'the last key is gone'
    is 'docker wheel' "$(groups_of bob)" 'so is the group, and the one of another hand stays'
    is /bin/bash "$(shell_of bob)" 'the shell changed'
    is 0 "$(grep -c '^bob ALL' "$root/etc/sudoers.d/90-lct")" 'and sudo is withdrawn'
    is 'adm sslcert' "$(groups_of backup)" 'another came into a group'
    echo his >"$root/home/bob/letter" && chown "$number" "$root/home/bob/letter"
    ok 'he is not named any more' secure 'backup /bin/sh 0 -'
    is '' "$(grep -E '^bob:' "$root/etc/passwd" "$root/etc/shadow")" 'and has no account'
    is 'root 700 his' "$(stat -c '%U %a' "$root/home/bob") $(cat "$root/home/bob/letter")" 'his home is there, for root'
    ok 'and named again' secure 'bob /bin/bash 0 -' 'backup /bin/sh 0 -'
    is "$number bob" "$(in_node id -u bob) $(in_node stat -c %U /home/bob/letter)" 'is who he was, and has his home'
    is '' "$(groups_of bob)" 'but no group of another hand any more'
    ok 'a shell that is not there' secure 'bob /bin/none 0 -'
    is /bin/sh "$(shell_of bob)" 'becomes /bin/sh'
    has out 'bob: there is no /bin/none' 'which is told'
}

# Who was there before the plan named him, and a group of others.
strangers_stay() {
    beginning
    : >"$work/groups"
    ok "groups are made ($shell)" listed 'ops 700 0' -- 'bob /bin/bash 0 ops' 'backup /bin/bash 1 adm'
    ok 'and with their last member and the last word of them gone' listed -- 'bob /bin/bash 0 -' 'backup /bin/bash 1 adm'
    is '' "$(grep '^ops:' "$root/etc/group")" 'they go'
    ok 'an account of the system is not named any more' secure 'bob /bin/bash 0 -'
    is sslcert "$(groups_of backup)" 'it keeps what a package gave it'
    is 0 "$(wc -c <"$root/home/backup/.ssh/authorized_keys")" 'and no key'
    is 0 "$(grep -c '^backup ALL' "$root/etc/sudoers.d/90-lct")" 'nor sudo'
    keys backup
    echo another-hand >"$root/home/backup/.ssh/authorized_keys"
    ok 'once' secure 'bob /bin/bash 0 -'
    ok 'what another hand gives it then is its own' has_key backup another-hand
    in_group adm bob && sed -i '/^adm:/s/:[^:]*$/:bob/' "$root/etc/group"
    ok 'a group that was there' secure 'bob /bin/bash 0 -'
    ok 'is' grep -q '^adm:' "$root/etc/group"
}

# A node of an earlier version has no notes of what was given.
without_notes() {
    beginning
    ok "an earlier node ($shell)" secure 'bob /bin/bash 0 adm,wheel' 'backup /bin/bash 0 -'
    rm "$root$state/granted"
    ok 'learns it' secure 'bob /bin/bash 0 wheel' 'backup /bin/bash 0 -'
    is wheel "$(groups_of bob)" 'whom the plan names is in the groups of the plan'
    is sslcert "$(groups_of backup)" 'an account of the system keeps what packages gave it'
}

# What another hand did is said, and nothing else; it is gone when the same is brought again.
by_another_hand() {
    beginning
    hostname admin # ours alone, by neighbour.sh
    set -- 'bob /bin/bash 0 wheel'
    ok "brought ($shell)" secure "$@"
    is '' "$(differs "$@")" 'all is as it was brought'
    in_group docker bob
    is '' "$(differs "$@")" 'a group of another hand is its own'
    echo another-hand >>"$root/home/bob/.ssh/authorized_keys"
    rm "$root/etc/sudoers.d/90-lct"
    echo 'PermitRootLogin yes' >>"$root/etc/ssh/sshd_config.d/00-lct.conf"
    sed -i '/^wheel:/s/[^:]*$//' "$root/etc/group"
    sed -i '/^root:/s/:[*]:/:secret:/' "$root/etc/shadow"
    is 'key /home/bob/.ssh/authorized_keys 1 line more
sshd /etc/ssh/sshd_config.d/00-lct.conf 1 line more
sudo /etc/sudoers.d/90-lct gone
user bob is not in the group wheel
user root has a password' "$(differs "$@" | sort)" 'what it did is told'
    ok 'brought again' secure "$@"
    is '' "$(differs "$@")" 'it is undone'
    chmod 644 "$root/home/bob/.ssh/authorized_keys"
    is 'key /home/bob/.ssh/authorized_keys is not for bob alone' "$(differs "$@")" 'rights count'
    ln -sf /etc/secret "$root/home/bob/.ssh/authorized_keys"
    is 'key /home/bob/.ssh/authorized_keys is no file' "$(differs "$@")" 'a link is not followed'
    sed -i '/^bob:/d' "$root/etc/passwd" "$root/etc/shadow"
    is 'user bob gone' "$(differs "$@")" 'a user who is gone'
}

# Ended between what it gave and its notes.
interrupted() {
    beginning
    ok "a list ($shell)" secure 'bob /bin/bash 0 -'
    stub mv 'case $1 in granting) exit 1 ;; esac; exec /bin/mv "$@"'
    status 1 'of which the notes are not written' secure 'bob /bin/bash 0 adm'
    rm "$root/stub/mv"
    is adm "$(groups_of bob)" 'was carried out'
    ok 'another one' secure 'bob /bin/bash 0 -'
    is '' "$(groups_of bob)" 'takes it back'
}

: >"$work/groups"
path=/stub:/usr/sbin:/usr/bin:/sbin:/bin
for shell in dash 'bash --posix' 'busybox sh'; do
    come_and_go
    strangers_stay
    without_notes
    by_another_hand
done
interrupted
finish
