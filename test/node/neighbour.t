#!/bin/sh
# SPDX-License-Identifier: MIT
# What runs as root on a node writes where mallory may write, too. Whatever lies in his folders, and
# however he swaps it, nothing outside of them changes, and nothing waits for ever.
. "$(dirname "$0")/neighbour.sh"

command -v busybox >/dev/null || {
    echo 'Bail out! there is no busybox'
    exit 1
}
node_up || {
    echo 'Bail out! no node can be made here'
    exit 1
}

# --- what the scripts are given ---

secure() {
    prepare secure
    (cd "$root$state" && echo '# sshd' >sshd.conf && : >groups && echo key-of-root >keys.root &&
        printf '%s\n' 'admin /bin/sh 1 -' 'mallory /bin/sh 0 -' >users && echo key-of-admin >keys.admin &&
        echo key-of-mallory >keys.mallory)
    run
}

content() { # PLACE [OWNER]
    prepare content
    echo planned >"$root$state/file.0"
    echo "file file.0 0640 ${2-mallory} - $1" >"$root$state/list"
    run
}

receive() { # DEST: a folder "app" with the files one and two in it
    prepare receive
    mkdir -p "$work/tar/d/app"
    echo 1 >"$work/tar/d/app/one"
    echo 2 >"$work/tar/d/app/two"
    : >"$work/tar/end"
    tar -C "$work/tar" --owner 0 --group 0 -cf "$root$state/archive" d end
    # shellcheck disable=SC2086 # words
    in_node timeout 20 sh -c "cd / && exec $shell $state/script '$1' any <$state/archive" >"$work/out" 2>"$work/err"
}

hook() { # LINE..
    prepare hook
    mv "$root$state/script" "$root$state/lib"
    printf '. ./lib\n%s\n' "$1" >"$root$state/script"
    run
}

of() { # FILE: whose it is, its mode, its words
    stat -c '%U %a' "$root$1" 2>/dev/null | sed "s/^UNKNOWN/$(stat -c %u "$root$1" 2>/dev/null)/"
    [ ! -f "$root$1" ] || cat "$root$1"
}

planned="2001 640
planned"

# --- what lies there already ---

keys_in_the_way() {
    for trap in 'ln -s /etc .ssh' 'ln -s ../../etc/secret .ssh' ': >.ssh' 'mkfifo .ssh' 'ln -s nowhere .ssh' \
        'mkdir -m 700 .ssh; ln -s /etc/secret .ssh/authorized_keys' \
        'mkdir -m 700 .ssh; ln -s /etc/secret .ssh/authorized_keys.new' \
        'mkdir -m 777 .ssh; mkfifo .ssh/authorized_keys' 'mkdir -p -m 700 .ssh .ssh/authorized_keys/x' \
        'mkdir -m 700 .ssh; mkfifo .ssh/authorized_keys.new'; do
        home
        as_mallory "$trap"
        secure
        is 0 $? "keys are put in spite of: $trap"
        is "2001 600
key-of-mallory" "$(of /home/mallory/.ssh/authorized_keys)" 'and are his'
        is '2001 700' "$(of /home/mallory/.ssh)" 'in a folder of his'
    done
    untouched 'nothing else changed'
    home
    mkdir -m 700 "$root/home/mallory/stuff"
    echo secret >"$root/home/mallory/stuff/secret"
    as_mallory 'mv stuff .ssh'
    secure
    is 0 $? "root's folder in his home does not become his"
    is 'root 700' "$(of "/home/mallory/$(cd "$root/home/mallory" && echo .ssh.old*)")" 'but stays in root'\''s hands'
    home
    as_mallory 'mkdir -m 700 .ssh'
    ln "$root/etc/secret" "$root/home/mallory/.ssh/authorized_keys"
    ln "$root/etc/secret" "$root/home/mallory/.ssh/authorized_keys.new"
    secure
    is 0 $? 'a hard link is replaced'
    untouched 'and what it led to stays'
}

files_in_the_way() {
    for trap in 'ln -s /etc/secret app.conf.lct-new' 'ln -s /etc/secret app.conf' 'ln -s /etc/target app.conf' \
        'mkfifo app.conf.lct-new' 'truncate -s 1T app.conf' 'echo planned >app.conf'; do
        home
        as_mallory "$trap"
        content /home/mallory/app.conf
        is 0 $? "a file is put in spite of: $trap"
        is "$planned" "$(of /home/mallory/app.conf)" 'and is the planned one'
    done
    home
    ln "$root/etc/secret" "$root/home/mallory/app.conf"
    ln "$root/etc/secret" "$root/home/mallory/app.conf.lct-new"
    content /home/mallory/app.conf
    is "0 $planned" "$? $(of /home/mallory/app.conf)" 'a hard link is replaced'
    for trap in 'mkfifo app.conf' 'mkdir app.conf' 'mkdir -p app.conf/x'; do
        home
        as_mallory "$trap"
        status 1 "nothing replaces: $trap" content /home/mallory/app.conf
        has err /home/mallory/app.conf 'which is named'
    done
    home
    mknod "$root/home/mallory/app.conf" c 1 3
    status 1 'nothing replaces a device' content /home/mallory/app.conf
    status 1 'nor one of root'\''s' content /dev/null root
    has err '/dev/null is there already, and no file' 'which is named'
    for trap in 'ln -s /etc conf' 'mkdir real; ln -s real conf' 'mkfifo conf' ': >conf'; do
        home
        as_mallory "$trap"
        status 1 "no way leads through: $trap" content /home/mallory/conf/sub/app.conf
    done
    home
    ok 'folders that are missing are made' content /home/mallory/conf/sub/app.conf
    is "$planned" "$(of /home/mallory/conf/sub/app.conf)" 'for the file'
    home
    as_mallory 'mkdir -p conf/sub'
    ln -s ../home/mallory/conf "$root/srv/conf"
    ok 'a link of root'\''s is followed' content /srv/conf/sub/app.conf
    as_mallory 'mv conf/sub conf/real; ln -s /etc/target conf/sub'
    status 1 'but none behind it' content /srv/conf/sub/app.conf
    rm "$root/srv/conf"
    untouched 'nothing else changed'
}

copies_in_the_way() {
    for trap in 'ln -s /etc/target app' 'mkdir app; ln -s /etc/secret app/one' 'mkdir app; truncate -s 1T app/two'; do
        home
        as_mallory "$trap"
        receive /home/mallory
    done
    untouched 'links are not followed by a copy'
    is 1 "$(cat "$root/home/mallory/app/one")" 'which fills the folder'
    home
    as_mallory 'mkdir -p real; ln -s real app'
    status 1 'a link is no folder to fill' receive /home/mallory/app
    for trap in 'mkdir app; mkfifo app/one' 'mkdir -p app/one/x'; do
        home
        as_mallory "$trap"
        status 1 "nothing replaces: $trap" receive /home/mallory
        has err /home/mallory/app/one 'which is named'
        is '' "$(ls -d "$root"/home/mallory/.lct* 2>/dev/null)" 'and no stage is left'
    done
    ok 'root'\''s own folder is filled' receive /srv
    ok 'and again' receive /srv
    is '1 2' "$(cat "$root/srv/app/one" "$root/srv/app/two" | tr '\n' ' ' | sed 's/ $//')" 'with the files'
    rm -rf "$root/srv/app"
    untouched 'nothing else changed'
}

hooks_in_the_way() {
    for trap in 'ln -s /etc/secret f.lct' 'ln -s /etc/secret f' 'mkfifo f.lct' 'ln -s /etc/secret f.part'; do
        home
        as_mallory "$trap"
        ok "lct_put in spite of: $trap" hook 'echo put | lct_put /home/mallory/f 600 mallory'
        is "2001 600
put" "$(of /home/mallory/f)" 'puts the file'
    done
    home
    as_mallory 'mkfifo f'
    status 1 'lct_put replaces no pipe' hook 'echo put | lct_put /home/mallory/f'
    status 1 'nor does lct_fetch wait for one' \
        hook "lct_fetch https://x $(printf fetched | sha256sum | cut -d ' ' -f 1) /home/mallory/f"
    home
    as_mallory 'ln -s /etc/secret f.part; ln -s /etc/secret f'
    ok 'lct_changes puts another content' hook 'echo put | lct_changes /home/mallory/g'
    status 1 'and tells of the same' hook 'echo put | lct_changes /home/mallory/g'
    status 1 'lct_changes waits for no pipe' hook 'mkfifo /home/mallory/p; lct_changes /home/mallory/p <lib; echo on >&2'
    hasnt err on 'and the script ends of it'
    ok 'lct_fetch follows no link' \
        hook "lct_fetch https://x $(printf fetched | sha256sum | cut -d ' ' -f 1) /home/mallory/f"
    is fetched "$(cat "$root/home/mallory/f")" 'and fetches'
    home
    as_mallory 'ln -s /etc f; mkdir -m 700 g'
    status 1 'lct_account takes over no folder by a link' hook 'lct_account mallory /home/mallory/f'
    ok 'but has its own' hook 'lct_account mallory /home/mallory/g /home/mallory/new'
    is '2001 750' "$(of /home/mallory/new)" 'new or old'
    mkdir "$root/home/mallory/roots"
    status 1 'and none of root'\''s in his' hook 'lct_account mallory /home/mallory/roots'
    untouched 'nothing else changed'
}

# --- while he swaps ---

race() { # ROUNDS COMMAND..
    rounds=$1
    shift
    while [ "$rounds" -gt 0 ]; do
        "$@"
        [ $? -lt 124 ] || hung=$((hung + 1))
        rounds=$((rounds - 1))
    done
}

races() {
    hung=0
    home
    as_mallory 'mkdir -m 700 .ssh; ln -s /etc other'
    disturb swap .ssh other
    race 8 secure
    calm
    untouched 'his folder of keys is now his, now a link'
    home
    as_mallory 'mkdir conf; ln -s /etc/target other'
    disturb swap conf other
    race 15 content /home/mallory/conf/app.conf
    race 8 receive /home/mallory/conf
    race 8 hook 'echo put | lct_put /home/mallory/conf/f 600 mallory; lct_account mallory /home/mallory/conf/x'
    calm
    untouched 'a folder is now a folder, now a link'
    home
    as_mallory 'mkdir evil evil/d evil/d/app; echo evil >evil/d/app/one; : >evil/end; mkdir app; ln -s /etc/target app/x'
    disturb steal /home/mallory /etc/target
    race 15 content /home/mallory/app.conf
    race 8 receive /home/mallory
    race 8 hook 'echo put | lct_put /home/mallory/f 600 mallory; lct_folder /home/mallory/y 700 mallory'
    calm
    untouched 'a stage is stolen, a link in its place'
    home
    as_mallory 'mkdir app; mkfifo pipe; echo x >app.conf'
    disturb swap pipe app.conf
    race 15 content /home/mallory/app.conf
    calm
    untouched 'a file is now a file, now a pipe'
    is 0 $hung 'nothing hung'
}

path=/stub:/usr/sbin:/usr/bin:/sbin:/bin
applets
home
shell=dash
secure # what it changes once
remember
keys_in_the_way
files_in_the_way
copies_in_the_way
hooks_in_the_way
races
shell='bash --posix'
files_in_the_way
races
shell='busybox sh' path=/stub:/applets:/usr/sbin:/usr/bin:/sbin:/bin
keys_in_the_way
files_in_the_way
copies_in_the_way
races
finish
