# Functions: a node's firewall open for what installing software needs, as "allow out packages to any" opens
# it, beside its rules and not longer than said. Both are what nft reads.
# shellcheck shell=sh
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

opening() { # NAME TIME
    cat <<NFT
add set inet lct $1 { type inet_service; flags timeout; timeout $2; }
add element inet lct $1 { 53, 80, 443, 3142 }
insert rule inet lct out_rules tcp dport @$1 accept
insert rule inet lct out_rules udp dport 53 udp dport @$1 accept
NFT
}

closing() { # NAME
    nft list set inet lct "$1" >/dev/null 2>&1 || return 0
    nft -a list chain inet lct out_rules |
        sed -n "s/.*@$1 .* # handle \\([0-9]*\\)\$/delete rule inet lct out_rules handle \\1/p"
    echo "delete set inet lct $1"
}
