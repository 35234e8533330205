# A manifest without a server. Modules and hiera.yaml that came with it count; the variables are facts.
# shellcheck shell=sh disable=SC2034,SC2154 # for converge.sh, and its
program=puppet
package=puppet-agent
changed=2 # 4 and 6: something failed

converge() { # ARGUMENT..
    mkdir -p "$place/facts"
    ln -sf "$vars" "$place/facts/vars.json"
    [ ! -e hiera.yaml ] || set -- --hiera_config "$LCT_FILES/hiera.yaml" "$@"
    # shellcheck disable=SC2016 # of Puppet
    puppet apply --detailed-exitcodes --color=false --modulepath "$LCT_FILES/modules:"'$basemodulepath' \
        --pluginfactdest "$place/facts" "$@" "$LCT_ENTRY"
}
