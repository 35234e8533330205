# Looks at what secure.sh brings, by the same files: groups, users, keys.NAME, sshd.conf. What others than
# we gave users - groups, say - is theirs, and no difference. Behind say.sh and accounts.sh.
# shellcheck shell=sh disable=SC2154 # what accounts.sh sets

look_groups() {
    while read -r name number _; do
        [ -n "$name" ] || continue
        gid_of "$name"
        if [ -z "$gid" ]; then
            found group "$name" gone
        elif [ "$number" != 0 ] && [ "$number" != "$gid" ]; then
            found group "$name" "its number is $gid, not $number"
        fi
    done <groups
}

look_account() { # NAME SHELL GROUPS
    shell=$2
    [ -x "$2" ] || shell=/bin/sh
    [ "$2" = - ] || [ "$login" = "$shell" ] || found user "$1" "his shell is $login, not $shell"
    has_no_password "$1" || found user "$1" 'has a password'
    groups_of "$1"
    case $3 in = | -) return 0 ;; esac
    for each in $(echo "$3" | tr ',' ' '); do
        case $groups_now in
        *" $each "*) ;;
        *) found user "$1" "is not in the group $each" ;;
        esac
    done
}

look_keys() { # NAME
    keys=$home/.ssh/authorized_keys
    [ -s "keys.$1" ] || [ -e "$keys" ] || [ -L "$keys" ] || return 0
    same_file key "$keys" "keys.$1" "$keys" || return 0
    [ "$(stat -c '%U %a' "$keys") $(stat -c '%U %a' "$home/.ssh")" = "$1 600 $1 700" ] ||
        found key "$keys" "is not for $1 alone"
}

look_users() {
    while read -r name shell _ groups; do
        if account "$name"; then
            look_account "$name" "$shell" "$groups"
            look_keys "$name"
        else
            found user "$name" gone
        fi
    done <users
    account root
    has_no_password root || found user root 'has a password'
    look_keys root
}

look_sudo() {
    while read -r name _ sudo _; do
        [ "$sudo" = 0 ] || printf '%s ALL=(ALL:ALL) NOPASSWD:ALL\n' "$name"
    done <users >sudoers
    same_file sudo /etc/sudoers.d/90-lct sudoers /etc/sudoers.d/90-lct || :
}

look_sshd_file() {
    sshd_place
    if [ -n "$place" ]; then
        same_file sshd "$place" sshd.conf "$place" || :
    else
        sed -n '/^# lct begin$/,/^# lct end$/p' $sshd_config | sed '1d;$d' >begin
        same_file sshd $sshd_config sshd.conf begin || :
    fi
}

# By what sshd itself makes of all its files.
look_sshd() {
    sshd -T -C user=root,host=localhost,addr=127.0.0.1 >settings 2>/dev/null || {
        found sshd $sshd_config 'sshd does not take it'
        return 0
    }
    while read -r key value; do
        has=$(awk -v key="$key" '$1 == tolower(key) { print $2; exit }' settings)
        [ "$has" != without-password ] || has=prohibit-password
        [ "$key" = '#' ] || [ -z "$has" ] || [ "$has" = "$value" ] ||
            found sshd "$key" "$has, not $value"
    done <sshd.conf
}

hostname_is "$LCT_HOSTNAME" || found hostname "$LCT_HOSTNAME" "it is ${now:-none}, and ${kept:-none} at the next boot"
look_groups
look_users
look_sudo
look_sshd_file
look_sshd
