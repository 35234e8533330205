#!/bin/sh
# SPDX-License-Identifier: MIT
# NodeBalancers before real nodes of VPCs, which nobody else reaches: two VPCs with the same addresses,
# NodeBalancers with the same ranges, a Cloud Firewall that sees where they come from.
. "$(dirname "$0")/../e2e/e2e.sh"
here=$top/test/lab
lab_up
dial=$(lt lab status --json | jq -r .dial)
region=us-ord

vpc() { # LABEL
    api POST /v4/vpcs "{\"label\": \"$1\", \"region\": \"$region\", \"subnets\": [{\"label\": \"a\", \"ipv4\": \"10.0.0.0/24\"}]}" >"$work/vpc.$1"
}
subnet() { # VPC
    jq '.subnets[0].id' "$work/vpc.$1"
}
served() { # NAME : what such a node runs
    cat <<P | base64 -w 0
#!/bin/sh
cat >/root/told.py <<'Q'
import http.server
class Told(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(('$1 %s\n' % self.client_address[0]).encode())
http.server.ThreadingHTTPServer(('', 8080), Told).serve_forever()
Q
setsid python3 /root/told.py >/dev/null 2>&1 &
P
}
linode() { # NAME VPC ADDRESS
    jq -n --arg l "node-$1" --arg region "$region" --arg address "$3" --argjson subnet "$(subnet "$2")" --arg data "$(served "$1")" \
        '{label: $l, region: $region, type: "g6-nanode-1", image: "linode/debian12", root_pass: "Aq4-longer-than-that",
          interfaces: [{purpose: "vpc", primary: true, subnet_id: $subnet, ipv4: {vpc: $address}}], metadata: {user_data: $data}}' >"$work/body"
    api POST /v4/linode/instances "$(cat "$work/body")" | jq .id
}
balancer() { # LABEL VPC ADDRESS.. : 80 goes to 8080 of these
    label=$1 subnet=$(subnet "$2")
    shift 2
    nodes=$(printf '%s\n' "$@" | jq -R --argjson s "$subnet" '{label: "node", address: "\(.):8080", subnet_id: $s}' | jq -s .)
    jq -n --arg l "$label" --arg region "$region" --argjson s "$subnet" --argjson nodes "$nodes" \
        '{label: $l, region: $region, vpcs: [{subnet_id: $s, ipv4_range: "10.0.0.64/30"}],
          configs: [{port: 80, check: "http", check_path: "/", check_interval: 2, check_timeout: 1, check_attempts: 2,
                     check_passive: false, nodes: $nodes}]}' >"$work/body"
    api POST /v4/nodebalancers "$(cat "$work/body")" >"$work/$label.json"
}
shares() { # BALANCER N : "a 10.0.0.64:5 b 10.0.0.64:5"
    python3 "$here/visitor.py" "$dial" get "$(jq -r .ipv4 "$work/$1.json")" 80 "$2" |
        awk '{ n[$2 " " $3]++ } END { for (k in n) print k ":" n[k] }' | sort | paste -sd' '
}
vpc one
vpc two
a=$(linode a one 10.0.0.2)
linode b one 10.0.0.3 >"$work/b"
linode c two 10.0.0.2 >"$work/c"
balancer first one 10.0.0.2 10.0.0.3
balancer second two 10.0.0.2
both='a 10.0.0.64:5 b 10.0.0.64:5'
becomes "$both" 'nodes of a VPC have their shares, and see an address of the range' shares first 10
becomes 'c 10.0.0.64:5' 'those of another VPC with the same addresses theirs' shares second 5

firewall() { # FROM : lets in port 8080 from there
    jq -n "{inbound_policy: \"DROP\", outbound_policy: \"ACCEPT\", outbound: [],
        inbound: [{protocol: \"TCP\", ports: \"8080\", action: \"ACCEPT\", addresses: {ipv4: [\"$1\"]}}]}"
}
fw=$(api POST /v4/networking/firewalls "$(jq -n --argjson r "$(firewall 10.0.0.0/26)" --argjson l "$a" \
    '{label: "inner", rules: $r, devices: {linodes: [$l]}}')" | jq .id)
becomes 'b 10.0.0.64:10' 'a Cloud Firewall that does not know the range keeps it out' shares first 10
api PUT "/v4/networking/firewalls/$fw/rules" "$(firewall 10.0.0.64/30)" >"$work/changed"
becomes "$both" 'one that does lets it in' shares first 10

api DELETE "/v4/nodebalancers/$(jq .id "$work/first.json")" >"$work/changed"
balancer third one 10.0.0.3
becomes 'b 10.0.0.64:5' 'the range of one that is gone serves another' shares third 5
is 'c 10.0.0.64:5' "$(shares second 5)" 'and its neighbour goes on'
finish
