# What scripts of ZooKeeper's members share: asking an ensemble, changing it. They read it behind $LCT_LIB.
# shellcheck shell=sh disable=SC2034 # whose variables are used by those who read it

port=$LCT_PORT_CLIENT
super=$(lct_password 'zookeeper super')

# Asks a member a four-letter word.
ask() { # ADDRESS WORD
    timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/$2" && printf %s "$1" >&3 && cat <&3' "$1" "$2" "$port" 2>/dev/null
}

# The members, and the version of that list, as one that serves tells; nothing when none does.
ensemble() {
    for one in $(lct_list %a); do
        ask "$one" srvr | grep -q '^Mode: ' || continue
        ask "$one" conf | grep '^server\.\|^version=' && return
    done
}

# One change at a time is taken: whoever asks looks whether it was. The password goes by stdin.
reconfigure() { # WORD..
    printf '%s\n' "addauth digest super:$super" "reconfig $*" quit |
        timeout 30 /usr/share/zookeeper/bin/zkCli.sh -server "$(lct_join , "%a:$port")" >/dev/null 2>&1 || :
}
