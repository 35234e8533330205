# What of the firewall holds on this node: functions, read before firewall.sh or before a mere look.
#
# /etc/lct/firewall.nft    the rules, as they were brought; loaded at every boot
# /etc/lct/firewall.live   digest of what the kernel made of them
# /etc/lct/firewall.try.*  rules that are in force for a trial only
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
lct=/etc/lct
rules=$lct/firewall.nft
unit=/etc/systemd/system/lct-firewall.service
wanted=/etc/systemd/system/sysinit.target.wants/lct-firewall.service

sum() {
    sha256sum | cut -c 1-64
}

# The table as the kernel has it, without what comes and goes by itself: counters, the sets in
# which addresses are remembered for minutes, and what is open beside the rules for a while (opening.sh).
table() {
    TZ=UTC nft -n -s list table inet lct 2>/dev/null | awk '
        /^\tset (packages|handed) [{]/ { open = 1 }
        open { open = !/^$/; next }
        /@(packages|handed) / { next }
        /^\tset ssh_[46] [{]/ { passing = 1 }
        /^\t[}]/ { passing = 0 }
        passing && /elements = [{]/ { skipped = 1 }
        !skipped { print }
        skipped && /[}]$/ { skipped = 0 }'
}

live() {
    table | sum
}

# Sets `was` to what was noted of the table when it was loaded.
noted() {
    was=''
    [ ! -e $lct/firewall.live ] || read -r was <$lct/firewall.live || :
}

# as brought, changed since, or gone?
held() {
    noted
    if ! nft list tables 2>/dev/null | grep -qx 'table inet lct'; then
        echo gone
    elif [ "$(live)" = "$was" ]; then
        echo held
    else
        echo changed
    fi
}

# What loads rules at boot differs by distribution; the first that exists gets one line of ours.
boot_file() {
    for config in /etc/sysconfig/nftables.conf /etc/nftables.conf /etc/nftables.nft; do
        [ ! -e "$config" ] || return 0
    done
    config=/etc/nftables.conf
}

boot_held() {
    boot_file
    grep -qsF "include \"$rules\"" "$config" || return 1
    if command -v systemctl >/dev/null; then
        [ -e $wanted ] && grep -qsF "nft -f $rules" $unit
    else
        [ -e /etc/runlevels/default/nftables ]
    fi
}

# One line: the table, the digest of the rules, what comes at boot, and whence this session comes.
look() {
    kept=-
    [ ! -e $rules ] || kept=$(sum <$rules)
    next=boot
    boot_held || next=noboot
    echo "firewall $(held) $kept $next ${SSH_CONNECTION%% *}"
}
