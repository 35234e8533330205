#!/bin/sh
# SPDX-License-Identifier: MIT
# Ports of a plan by their names: another number moves rules, the NodeBalancer, files, units, probes and what
# scripts are told, in one operation.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none
dial=$(lt lab status --json | jq -r .dial)

cat >"$work/plan.yaml" <<'P'
name: site
parameters: {port: 8080}
ports: {site: 'tcp ${port}', state: tcp 9000-9001}
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    count: 3
    nodenames: 'web-{index}'
    firewall: [allow in site from probe, allow in state from probe]
    files:
    - {path: /etc/site.conf, content: "listen {port.site}\nstate {port.state}\n"}
    - {path: /etc/beside.conf, content: "beside {port.site}\n", restarts: beside}
    units:
    - {name: site, command: '/usr/bin/python3 -m http.server {port.site} --directory /etc'}
    init:
      firstboot:
      - name: beside
        script: |
          echo "$LCT_PORT_SITE $LCT_PORT_STATE" >/root/ports
          cat >/etc/systemd/system/beside.service <<U
          [Service]
          ExecStart=/bin/sh -c 'cat /etc/beside.conf >>/root/began; exec sleep infinity'
          U
          systemctl daemon-reload
          systemctl start beside
  - name: probe
    type: g6-nanode-1
    nodenames: 'probe-{index}'
    firewall: [allow out site to web]
  nodebalancers:
  - name: front
    nodes: web
    ports:
    - {port: 80, protocol: tcp, target_port: site, stickiness: none, check: {type: connection, interval: 2, timeout: 1, attempts: 2}}
start:
- {nodes: web, service: {name: site, ready: {port: site}}}
P

visit() { # VERB HOST PORT ...
    python3 "$top/test/lab/visitor.py" "$dial" "$@"
}

on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh "$1" -- sudo sh
}

hears() { # PORT : does web-1 answer the other node there?
    on probe-1 "python3 -c 'import socket; socket.create_connection((\"$inner\", $1), 2)' 2>/dev/null && echo yes || echo no"
}

served() { # how many of 9 connections by the NodeBalancer were answered
    visit get "$ip" 80 9 /site.conf | grep -c listen
}

ok 'the plan' lt plan show "$work/plan.yaml"
has "$work/out" 'port site: tcp 8080' 'tells its ports'
has "$work/out" 'allow in site (tcp 8080) from probe' 'and the number behind a name in a rule'
ok 'a cluster' lt cluster create s "$work/plan.yaml" --yes
ip=$(api GET /v4/nodebalancers | jq -r '.data[0].ipv4')
inner=$(lt node show web-1 --json | jq -r .node.private_ipv4)
becomes 9 'its NodeBalancer leads to the port' served
is yes "$(hears 8080)" 'who may comes to it'
is '8080 9000-9001' "$(on web-2 'cat /root/ports')" 'scripts are told the numbers'
is 'beside 8080' "$(on web-2 'cat /root/began')" 'a service reads the file'
ok 'the firewall' lt cluster firewall s show
has "$work/out" 'site (tcp 8080)' 'tells name and number'
ok 'a way' lt cluster firewall s test probe-1 web-1 site
has "$work/out" 'into web-1: yes' 'is asked for by the name'
ok 'the same again' lt cluster apply s "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'

ok 'another number' lt cluster plan s "$work/plan.yaml" --set port=8090
has "$work/out" 'allow in site (tcp 8090) from probe' 'is shown with the rules that come'
has "$work/out" '+listen 8090' 'the files'
has "$work/out" 'beside' 'what begins anew'
ok 'applied' lt cluster apply s "$work/plan.yaml" --set port=8090 --yes
becomes 9 'the NodeBalancer leads to the new one' served
is yes "$(hears 8090)" 'who may comes to it'
is no "$(hears 8080)" 'and to the old one no more'
for node in web-1 web-2 web-3; do
    is 'listen 8090' "$(on $node 'head -n 1 /etc/site.conf')" "$node has it in its file"
    is 0 "$(on $node 'nft list ruleset | grep -c 8080')" "and the old one in no rule"
    is 0 "$(on $node 'ss -Htln | grep -c ":8080 "')" 'where nothing listens'
    is 'beside 8090' "$(on $node 'tail -n 1 /root/began')" 'a service that reads the file has begun anew'
done
is '8090' "$(api GET "/v4/nodebalancers/$(api GET /v4/nodebalancers | jq '.data[0].id')/configs/$(api GET "/v4/nodebalancers/$(api GET /v4/nodebalancers | jq '.data[0].id')/configs" | jq '.data[0].id')/nodes" | jq -r '[.data[].address | split(":")[1]] | unique | join(" ")')" \
    'the NodeBalancer has none of the old'
ok 'its services, stopped and started' lt cluster restart s --yes
becomes 9 'are asked at the new port, and serve there' served
ok 'audited' lt cluster audit s
ok 'deleted' lt cluster delete s --yes
finish
