#!/bin/sh
# SPDX-License-Identifier: MIT
# What a plan says of the system: packages are installed before files and scripts and never removed, settings of
# the kernel hold at once and after a boot; what a node of the lab cannot set is told.
. "$(dirname "$0")/e2e.sh"
lab_up

make_plan() { # PACKAGES SETTINGS
    cat >"$work/plan.yaml" <<P
name: system
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    nodenames: web-1
    packages: [$1]
    sysctl: {$2}
    files: {path: /var/seen, content: seen}
    units: {name: look, content: "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'cat /proc/sys/net/ipv4/tcp_fin_timeout >/var/timeout'\n"}
    init:
      firstboot: {name: there, script: "command -v tree >/var/tree"}
P
}

on() { # COMMAND
    printf '%s\n' "$1" | lt node ssh web-1 -- sudo sh 2>/dev/null
}
setting() { # KEY
    on "cat /proc/sys/$(printf %s "$1" | tr . /)"
}
kept=/etc/sysctl.d/99-zz-lct.conf

# ---- created

make_plan tree 'net.ipv4.tcp_fin_timeout: 31, vm.swappiness: 7'
ok 'a cluster' lt cluster create s "$work/plan.yaml" --yes
has "$work/err" 'not in force, as the machine shares its kernel with others: vm.swappiness' 'what the lab cannot set is told'
is /usr/bin/tree "$(on 'cat /var/tree')" 'a package is there before the first script'
is 31 "$(setting net.ipv4.tcp_fin_timeout)" 'a setting holds'
is 31 "$(on 'cat /var/timeout')" 'before units start'
is 'net.ipv4.tcp_fin_timeout = 31,vm.swappiness = 7' "$(on "grep -v '^#' $kept | paste -sd,")" 'both are kept'
is '' "$(on 'nft list set inet lct packages')" 'the firewall is closed again'
lt cluster apply s "$work/plan.yaml" --dry-run --json >"$work/preview"
is '[]' "$(jq -c '[.changes[].pushes[]]' "$work/preview")" 'nothing is left to do'

# ---- changed

make_plan 'tree, file' 'net.ipv4.tcp_fin_timeout: 32, net.ipv4.ip_forward: 1'
ok 'previewed' lt cluster apply s "$work/plan.yaml" --dry-run
has "$work/out" '+ package file' 'a package more'
has "$work/out" '~ sysctl net.ipv4.tcp_fin_timeout: 31 -> 32' 'a setting that changes'
has "$work/out" '+ sysctl net.ipv4.ip_forward: 1' 'one more'
has "$work/out" '- sysctl vm.swappiness: it keeps its value until the node boots' 'one that goes'
ok 'applied' lt cluster apply s "$work/plan.yaml" --yes
is '32 1' "$(setting net.ipv4.tcp_fin_timeout) $(setting net.ipv4.ip_forward)" 'they hold'
is /usr/bin/file "$(on 'command -v file')" 'it is installed'
ok 'rebooted' lt node reboot web-1 --yes
is '32 1' "$(setting net.ipv4.tcp_fin_timeout) $(setting net.ipv4.ip_forward)" 'and after a boot'

# ---- taken out

make_plan '' ''
ok 'without any' lt cluster apply s "$work/plan.yaml" --yes
is gone "$(on "test -e $kept || echo gone")" 'the file goes'
is '32 /usr/bin/tree' "$(setting net.ipv4.tcp_fin_timeout) $(on 'command -v tree')" 'what it set stays until a boot, packages stay'

# ---- refused

make_plan 'no-such-package-here' ''
status 3 'a package that nobody has' lt cluster apply s "$work/plan.yaml" --yes
has "$work/err" 'no-such-package-here cannot be installed: E: Unable to locate package no-such-package-here' 'what apt said is told'
is '' "$(on 'nft list set inet lct packages')" 'the firewall is closed again'
make_plan '' ''
ok 'without it' lt cluster apply s "$work/plan.yaml" --yes
make_plan '' 'net.ipv4.no_such_thing: 1'
ok 'previewed' lt cluster apply s "$work/plan.yaml" --dry-run
has "$work/out" '+ sysctl net.ipv4.no_such_thing: 1' 'a setting where there was none any more'
status 3 'a setting that the kernel has not' lt cluster apply s "$work/plan.yaml" --yes
has "$work/err" 'net.ipv4.no_such_thing: this kernel has no such setting' 'is told'
make_plan '' 'net.ipv4.tcp_fin_timeout: soon'
status 3 'a value that it does not take' lt cluster apply s "$work/plan.yaml" --yes
has "$work/err" "net.ipv4.tcp_fin_timeout: the kernel does not take 'soon'" 'is told'
make_plan '' 'net.ipv4.tcp_fin_timeout: 33'
ok 'mended' lt cluster apply s "$work/plan.yaml" --yes
is 33 "$(setting net.ipv4.tcp_fin_timeout)" 'it holds'
finish
