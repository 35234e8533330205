#!/bin/sh
# SPDX-License-Identifier: MIT
# What the plan of 2017 hands over, its parts cloudinit:firewalled, stackscript:linode/LAMP and
# stackscript:linode/MySQL, as it says them: no rule lets their machines reach software.
. "$(dirname "$0")/../e2e.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: lamp
regions:
- region: us-east
  nodes:
  - name: webservers
    type: g6-standard-1
    tag: webserver
    nodenames: web
    firewall: allow in http from mysqlnode
    init:
      firstboot:
      - name: 'cloudinit:firewalled'
      - name: 'stackscript:linode/LAMP'
  - name: mysqlnodes
    type: g6-standard-1
    tag: mysqlnode
    nodenames: sql
    firewall: allow out http to webserver
    init:
      firstboot:
      - name: 'cloudinit:firewalled'
      - {stackscript: linode/MySQL, vars: {db_name: shop, db_user: it, db_user_password: "it's \"x\" \\ $HOME"}}
P

on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh "$1" -- sudo sh 2>"$work/ssh.err"
}

ok 'both' lt cluster create c "$work/plan.yaml" --yes
ok 'what they said is kept' lt operation show --log
has "$work/out" 'Apache, MariaDB and PHP are there.' 'of one'
has "$work/out" 'MariaDB is there.' 'and the other'
is 'It works.' "$(on sql "curl -s http://$(lt node show web --json | jq -r .node.private_ipv4)/")" 'PHP answers'
# shellcheck disable=SC2016 # for the node
is shop "$(on sql 'mysql -h 127.0.0.1 -u it -p"it'"'"'s \"x\" \\ \$HOME" -N -e "SHOW DATABASES LIKE '"'"'shop'"'"'"')" 'the database takes the password that was given'
is 0 "$(on web 'nft list ruleset | grep -c @handed; nft list tables | grep -c firewalled' | sort -u)" 'and nothing is open any more'
ok 'as its plan has it' lt cluster audit c
finish
