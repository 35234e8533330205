# Looks at the rules that firewall.sh brings, beside them in firewall.nft. What the kernel makes of these is
# seen in a network of their own that lives as long as this look. Behind firewall_state.sh and say.sh.
# shellcheck shell=sh disable=SC2154 # what firewall_state.sh sets

if [ "${1-}" = table ]; then
    nft -f firewall.nft && table
    exit
fi

# Lines of stdin as rules, the first ones.
say_rules() { # HOW
    sed 's/^[[:space:]]*//' | LC_ALL=C tr -cd '\n\040-\176' | head -n 20 | cut -b 1-200 | while IFS= read -r line; do
        found rule "$line" "$1"
    done
}

look_table() {
    table >has
    unshare -n sh ./script table >wanted 2>/dev/null && ! cmp -s has wanted || {
        found firewall 'table inet lct' 'changed by hand'
        return 0
    }
    grep -vxFf wanted has | say_rules 'by another hand'
    grep -vxFf has wanted | say_rules gone
}

case $(held) in
gone) found firewall 'table inet lct' gone ;;
changed) look_table ;;
esac
same_file firewall $rules firewall.nft $rules || :
boot_held || found firewall "$config" 'its next boot does not load the rules'
