# Looks which of the plan's packages the node lacks. Behind say.sh and packages.sh.
# shellcheck shell=sh
while read -r name; do
    ! lacks "$name" || found package "$name" 'not installed'
done <list
