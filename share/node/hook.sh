# Functions for the scripts of hooks, which read this, behind place.sh, by: . "$LCT_LIB"
# Told in lct-plan(5), SCRIPTS. Everything works on any sh; lct_install wants apt.
# shellcheck shell=sh disable=SC2154 # what place.sh sets

lct_die() {
    echo "$*" >&2
    exit 1
}

# lct_list FORMAT [GROUP|all]: a line for each member of the group (default: our own), in the same
# order on every node. %n name, %a address that reaches it from here, %p position, from 1, %i index,
# which is its own for ever.
lct_list() {
    lct_members | lct_lines "$1" "${2:-$LCT_GROUP}"
}

# lct_needed ALIAS FORMAT: the same of all nodes of a cluster that the plan depends on, as it calls that.
lct_needed() {
    awk -F '\t' -v OFS='\t' -v alias="$1" '$1 == alias { sub(/^[^\t]*\t/, ""); print }' "$LCT_NEEDED" | lct_lines "$2" all
}

lct_lines() { # FORMAT GROUP|all <members
    awk -F '\t' -v format="$1" -v group="$2" -v region="$LCT_REGION" '
    $2 == group || group == "all" {
        address = $3 == region && $5 != "-" ? $5 : $6
        if (address == "-") {
            print "the address of " $1 " is not known" >"/dev/stderr"
            exit 1
        }
        text = format
        gsub(/%p/, ++position, text)
        gsub(/%i/, $4, text)
        gsub(/%a/, address, text)
        gsub(/%n/, $1, text)
        print text
    }'
}

# Who the members are, as LCT_MEMBERS has them; for what runs after the hook (lct_later) as /etc/hosts
# has them now: those that joined since are of the group whose names differ from theirs by the number.
lct_members() {
    [ -n "${LCT_LATER-}" ] || {
        cat "$LCT_MEMBERS"
        return
    }
    awk -v OFS='\t' '
    function stem(name) { sub(/[0-9]+$/, "", name); return name }
    FILENAME != "/etc/hosts" {
        group[$1] = $2; region[$1] = $3; place[$1] = $4
        if (!(stem($1) in first)) first[stem($1)] = $1
        next
    }
    /^# lct begin / { inside = 1 }
    /^# lct end / { inside = 0 }
    inside && /^[0-9]/ {
        like = $2 in group ? $2 : stem($2) in first ? first[stem($2)] : ""
        number = like == $2 ? place[$2] : substr($2, length(stem($2)) + 1) + 0
        if (like != "") print $2, group[like], region[like], number, $1, $1, "-", "-"
    }' "$LCT_LATER/members" /etc/hosts
}

# lct_join SEPARATOR FORMAT [GROUP|all]: the same on one line.
lct_join() {
    lct_joined=$(lct_list "$2" "${3:-$LCT_GROUP}") || return 1
    printf '%s\n' "$lct_joined" | awk -v by="$1" '{ printf "%s%s", (NR > 1 ? by : ""), $0 } END { print "" }'
}

lct_count() { # [GROUP|all]
    lct_list %n "${1:-$LCT_GROUP}" | wc -l
}

# Our own position within our group: 1 is who begins.
lct_position() {
    lct_list '%p %n' "$LCT_GROUP" | awk -v name="$LCT_HOSTNAME" '$2 == name { print $1 }'
}

lct_address() {
    [ -n "$LCT_PRIVATE_IPV4$LCT_PUBLIC_IPV4" ] || lct_die 'this node has no IPv4 address'
    echo "${LCT_PRIVATE_IPV4:-$LCT_PUBLIC_IPV4}"
}

# lct_password PURPOSE: 48 digits that every node of this cluster knows, and nobody else.
lct_password() {
    { printf '%s ' "$1" && cat "$LCT_SECRET"; } | sha256sum | cut -c 1-48
}

# lct_changes FILE [MODE [OWNER[:GROUP]]] <content: lct_put; fails where the file has that content already.
lct_changes() {
    lct_changed "$@" && return 0
    [ $? = 3 ] || exit 1
    return 1
}

lct_changed() (
    lct_aim "$1"
    lct_fill "${2:-644}" "${3:-root:root}"
    if lct_was && cmp -s "$lct_old" "./$lct_base"; then
        lct_drop
        exit 3
    fi
    lct_land
)

# lct_wait SECONDS WHAT COMMAND..: until the command succeeds.
lct_wait() {
    lct_left=$1 lct_what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        lct_left=$((lct_left - 1))
        [ "$lct_left" -gt 0 ] || lct_die "waited in vain for $lct_what"
        sleep 1
    done
}

lct_apt() {
    DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Options::=--force-confold "$@"
}

# lct_install PACKAGE..: what is installed does not start by itself, before it is configured.
lct_install() {
    lct_policy=/usr/sbin/policy-rc.d
    [ -e $lct_policy ] || {
        printf '#!/bin/sh\n# lct: nothing starts while it is installed\nexit 101\n' >$lct_policy
        chmod 755 $lct_policy
    }
    mkdir -p /usr/share/man/man1 /usr/share/man/man7 # alternatives trip over images without them
    lct_installed=0
    [ -n "$(find /var/lib/apt/lists/partial -prune -mtime -1 2>/dev/null)" ] || lct_apt update || :
    lct_apt install --no-install-recommends "$@" || {
        lct_apt update && lct_apt install --no-install-recommends "$@"
    } || lct_installed=$?
    ! grep -q '^# lct:' $lct_policy || rm -f $lct_policy
    return $lct_installed
}

# lct_fetch URL DIGEST FILE: by https; the digest is SHA-512 or SHA-256 in hex, told by its length.
lct_fetch() {
    case ${#2} in
    128) lct_sum=sha512sum ;;
    64) lct_sum=sha256sum ;;
    *) lct_die "'$2' is no SHA-512 and no SHA-256 of $1" ;;
    esac
    lct_fetched "$@" || exit 1
}

lct_fetched() (
    lct_aim "$3"
    ! lct_was || ! lct_is "$2" "$lct_old" || { lct_drop && exit 0; }
    curl --fail --silent --show-error --location --proto '=https' --retry 3 --output "./$lct_base" "$1" ||
        lct_die "cannot fetch $1"
    lct_is "$2" "./$lct_base" || lct_die "$1 is not what it was: its digest is another"
    chmod 644 "./$lct_base"
    lct_label
    lct_land
)

lct_is() { # DIGEST FILE
    $lct_sum <"$2" | {
        read -r lct_digest _
        [ "$lct_digest" = "$1" ]
    }
}

# lct_unpack URL DIGEST FOLDER: fetches an archive so; what is in its one top folder becomes FOLDER.
lct_unpack() {
    [ ! -e "$3/.lct-$2" ] || return 0
    lct_archive=/var/cache/lct-${3##*/}
    lct_fetch "$1" "$2" "$lct_archive"
    lct_unpacked "$3" "$2" || lct_die "cannot unpack $1"
    rm -f "$lct_archive"
}

# What is there goes by way of the stage.
lct_unpacked() (
    lct_aim "$1"
    mkdir -m 755 "./$lct_base" &&
        tar --extract --no-same-owner --strip-components 1 --directory "./$lct_base" --file "$lct_archive" &&
        : >"./$lct_base/.lct-$2" || exit 1
    if [ -e "../$lct_base" ] || [ -L "../$lct_base" ]; then
        mkdir ./old && mv "../$lct_base" ./old || exit 1
    fi
    mv "./$lct_base" .. && rm -rf ./old || exit 1
    lct_leave
)

# lct_account NAME FOLDER..: an account of the system, and folders that are its own.
lct_account() {
    lct_name_of=$1
    shift
    id -u "$lct_name_of" >/dev/null 2>&1 ||
        useradd --system --user-group --home-dir "$1" --shell /usr/sbin/nologin "$lct_name_of"
    for lct_one; do
        lct_folder "$lct_one" 750 "$lct_name_of:$lct_name_of" || return 1
    done
}

# lct_service NAME <UNIT: starts it, now and at every boot.
lct_service() {
    lct_put "/etc/systemd/system/$1.service"
    systemctl daemon-reload
    systemctl enable --quiet "$1"
    systemctl restart "$1"
}

# lct_later NAME <SCRIPT: makes of it the program /usr/local/sbin/NAME, for units that run when the hook is
# long over. It has these functions and variables; LCT_SECRET and what needs it are gone by then.
lct_later() {
    lct_folder /usr/local/lib/lct 755 root:root
    lct_put /usr/local/lib/lct/lib <"$LCT_LIB"
    lct_put /usr/local/lib/lct/members <"$LCT_MEMBERS"
    for lct_name in CLUSTER NODE HOSTNAME GROUP INDEX REGION PUBLIC_IPV4 PRIVATE_IPV4 IPV6 IPV6_RANGE EXTRA_IPV4; do
        lct_value=''
        eval "lct_value=\${LCT_$lct_name-}"
        printf "export LCT_%s='%s'\n" "$lct_name" "$(printf %s "$lct_value" | sed "s/'/'\\\\''/g")"
    done | lct_put /usr/local/lib/lct/env
    {
        printf '%s\n' '#!/bin/sh' 'set -eu' 'LCT_LATER=/usr/local/lib/lct' ". \$LCT_LATER/env" ". \$LCT_LATER/lib"
        cat
    } | lct_put "/usr/local/sbin/$1" 755
}

# lct_follow NAME <SCRIPT: runs it now, at every boot and whenever the members change, as lct_later says;
# when it fails, again after some seconds. So it brings in line with the members what knows them.
lct_follow() {
    {
        echo 'follow() ('
        cat
        cat <<'SH'
)
exec 9>"/run/${0##*/}.lock"
flock 9
# What changes meanwhile is seen, too.
until [ "${seen-}" = "$(cksum </etc/hosts)" ]; do
    seen=$(cksum </etc/hosts)
    follow 9>&-
done
SH
    } | lct_later "lct-$1"
    lct_put "/etc/systemd/system/lct-$1.path" <<UNIT
[Unit]
Description=Members that join or leave, for $1

[Path]
PathChanged=/etc/hosts

[Install]
WantedBy=multi-user.target
UNIT
    lct_put "/etc/systemd/system/lct-$1.service" <<UNIT
[Unit]
Description=What $1 knows of the members
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=/usr/local/sbin/lct-$1
Restart=on-failure
RestartSec=5

[Install]
WantedBy=multi-user.target
UNIT
    systemctl daemon-reload
    systemctl enable --quiet "lct-$1.path" "lct-$1.service"
    systemctl restart "lct-$1.path"
    "/usr/local/sbin/lct-$1" || systemctl --no-block restart "lct-$1.service"
}
