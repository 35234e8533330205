#!/bin/sh
# SPDX-License-Identifier: MIT
# The lab's NodeBalancers by curl, as Linode was recorded to answer. No nodes, no root.
. "$(dirname "$0")/lab.sh"
balancers=/v4/nodebalancers

# The events of the NodeBalancer, oldest first.
events() { # ID
    call GET '/v4/account/events?page_size=500' '' "{\"entity.type\": \"nodebalancer\", \"entity.id\": $1}"
    body '[.data | reverse[] | "\(.action) \(.status) \(.entity.label)"]'
}

authority() { # NAME
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$1.example" -keyout "$work/$1.key" \
        -out "$work/$1.crt" 2>>"$work/log"
}

pair() { # CERT KEY : members of a body
    jq -n --rawfile c "$work/$1.crt" --rawfile k "$work/$2.key" '{ssl_cert: $c, ssl_key: $k}' | sed '1d;$d'
}

lab_start
call GET $balancers/types
is '200 ["nodebalancer","nodebalancer-pr100"] 10' "$status $(body '[.data[].id]') $(body '.data[0].price.monthly')" \
    'what one costs'

# ---- NodeBalancers

call POST $balancers '{"region": "us-ord", "label": "web", "client_conn_throttle": 20, "tags": ["blue"]}'
nb=$(body .id)
is '200 ["client_conn_throttle","client_udp_sess_throttle","created","frontend_address_type","frontend_vpc_subnet_id","hostname","id","ipv4","ipv6","label","lke_cluster","locks","region","tags","transfer","type","updated"]' \
    "$status $(body keys)" 'a NodeBalancer has exactly the members that Linode shows'
is '["web","us-ord","common",20,["blue"]]' "$(body '[.label, .region, .type, .client_conn_throttle, .tags]')" 'is as asked for'
is '"198.18.0.2" "nb-198-18-0-2.us-ord.nodebalancer.linode.com" "2001:db8:0:1::c612:2"' \
    "$(body .ipv4) $(body .hostname) $(body .ipv6)" 'has addresses of its region, and a name'
call POST /v4/linode/instances '{"region": "us-ord", "type": "g6-nanode-1", "label": "beside", "private_ip": true}'
linode=$(body .id)
private=$(body '.ipv4[1]' | tr -d '"')
is '"198.18.0.3"' "$(body '.ipv4[0]')" 'which no Linode gets'
call GET "$balancers/$nb"
is '200 "web"' "$status $(body .label)" 'is looked at'
call GET $balancers '' '{"label": "web"}'
is '1 "web"' "$(body .results) $(body '.data[0].label')" 'found by its label'
call GET /v4/tags/blue
is '["nodebalancer web"]' "$(body '[.data[] | "\(.type) \(.data.label)"]')" 'and by its tag'
call GET "$balancers/$nb/stats"
refused 400 'Stats are unavailable at this time.' - 'there are no statistics'
is 50 "$(header X-RateLimit-Limit)" 'which are asked for seldom'
call POST $balancers '{"region": "us-ord", "label": "web"}'
refused 400 'Label must be unique among your NodeBalancers' label 'a label is unique'
call POST $balancers '{"region": "us-ord", "label": "a.b"}'
refused 400 'Must only use ASCII letters, numbers, underscores, and dashes' label 'of letters'
call POST $balancers '{"region": "us-ord", "label": "ab"}'
refused 400 'Length must be 3-32 characters' label 'three at least'
call POST $balancers '{"label": "xyz"}'
refused 400 'region is required' region 'in some region'
call POST $balancers '{"region": "nowhere"}'
refused 400 'region is not valid' region 'that there is'
call POST $balancers '{"region": "us-den-1"}'
refused 400 'NodeBalancers are not available in this region' region 'and has them'
call POST $balancers '{"region": "us-ord", "client_conn_throttle": 21}'
refused 400 'Must be 0-20' client_conn_throttle 'a throttle of Linode'"'"'s'
call POST $balancers '{"region": "us-ord"}'
other=$(body .id)
is "\"balancer$other\"" "$(body .label)" 'without a label it is named by its id'
call PUT "$balancers/$other" '{"label": "other", "client_conn_throttle": 3, "tags": []}'
is '200 ["other",3]' "$status $(body '[.label, .client_conn_throttle]')" 'is changed'
call PUT "$balancers/$other" '{"tags": ["red"]}'
is '200 ["other",3,["red"]]' "$status $(body '[.label, .client_conn_throttle, .tags]')" 'what is not said stays'

# ---- configurations

call POST "$balancers/$nb/configs" '{}'
config=$(body .id)
is '200 ["algorithm","check","check_attempts","check_body","check_interval","check_passive","check_path","check_timeout","cipher_suite","id","nodebalancer_id","nodes_status","port","protocol","proxy_protocol","ssl_cert","ssl_commonname","ssl_fingerprint","ssl_key","stickiness","udp_check_port","udp_session_timeout"]' \
    "$status $(body keys)" 'a configuration has exactly the members that Linode shows'
is '[80,"http","roundrobin","none","none",31,30,3,"","",true,"none","recommended",{"up":0,"down":0},80,16,null]' \
    "$(body '[.port, .protocol, .algorithm, .stickiness, .check, .check_interval, .check_timeout, .check_attempts,
        .check_path, .check_body, .check_passive, .proxy_protocol, .cipher_suite, .nodes_status, .udp_check_port,
        .udp_session_timeout, .ssl_cert]')" 'and what Linode chooses'
call POST "$balancers/$nb/configs" '{"port": 53, "protocol": "udp", "check_interval": 60, "udp_check_port": 1234}'
udp=$(body .id)
is '["udp","roundrobin","session",60,false,"none","none",1234]' \
    "$(body '[.protocol, .algorithm, .stickiness, .check_interval, .check_passive, .proxy_protocol, .cipher_suite,
        .udp_check_port]')" 'for UDP another'
for wrong in 'port|0|Must be 1-65535' 'protocol|"ftp"|Must be one of http, https, tcp, udp' \
    'algorithm|"ring_hash"|Must be one of roundrobin, leastconn, source' \
    'stickiness|"session"|Must be one of none, table, http_cookie' \
    'check|"ping"|Must be one of none, connection, http, http_body' 'check_interval|1|Must be 2-3600' \
    'check_timeout|31|Must be 1-30' 'check_attempts|31|Must be 1-30' 'check_path|"/a b"|check_path is not valid' \
    'check_passive|1|Must be of type Boolean' 'proxy_protocol|"v1"|Must be one of none' \
    'cipher_suite|"none"|Must be one of recommended, legacy' 'udp_check_port|0|Must be 1-65535' \
    'nodes|[1]|Must be of type Array of Objects' \
    'port|80|Port must be unique among the configs of a NodeBalancer'; do
    field=${wrong%%|*} why=${wrong##*|} value=${wrong#*|}
    call POST "$balancers/$nb/configs" "$(jq -n "{port: 81} + {$field: ${value%|*}}")"
    refused 400 "$why" "$field" "no $field of ${value%|*}"
done
call POST "$balancers/$nb/configs" '{"port": 81, "check_interval": 10, "check_timeout": 10}'
refused 400 'Must be less than check_interval' check_timeout 'a check ends before the next one'
call POST "$balancers/$nb/configs" '{"port": 81, "check_body": "a\nb"}'
refused 400 'check_body is not valid' check_body 'a line of text is looked for'
call POST "$balancers/$nb/configs" '{"port": 81, "check": "http_body"}'
refused 400 'check_body is required' check_body 'what is to be in the body'
call POST "$balancers/$nb/configs" '{"port": 54, "protocol": "udp", "check_passive": true}'
refused 400 'Must be false for UDP' check_passive 'UDP is not watched passively'
call POST "$balancers/$nb/configs" '{"port": 81, "protocol": "tcp", "stickiness": "http_cookie"}'
refused 400 'Must be one of none, table' stickiness 'TCP has no cookies'
call POST "$balancers/$nb/configs" '{"port": 80, "protocol": "udp"}'
is 200 "$status" 'UDP has ports of its own'
call DELETE "$balancers/$nb/configs/$(body .id)"
call PUT "$balancers/$nb/configs/$config" '{"port": 8080, "protocol": "tcp", "proxy_protocol": "v2", "algorithm": "leastconn"}'
is '200 [8080,"tcp","v2","leastconn","none"]' \
    "$status $(body '[.port, .protocol, .proxy_protocol, .algorithm, .stickiness]')" 'it is changed'
call GET "$balancers/$nb/configs"
is "200 [$config,$udp]" "$status $(body '[.data[].id]')" 'listed'
call GET "$balancers/$other/configs/$config"
refused 404 'Not found' - 'and is its NodeBalancer'"'"'s'

# ---- certificates

authority one
authority two
call POST "$balancers/$nb/configs" '{"port": 443, "protocol": "https"}'
refused 400 'ssl_cert is required' ssl_cert 'HTTPS needs a certificate'
call POST "$balancers/$nb/configs" '{"port": 443, "protocol": "https", "ssl_cert": "x", "ssl_key": "y"}'
refused 400 'Must be a certificate in PEM format' ssl_cert 'that is one'
call POST "$balancers/$nb/configs" "{\"port\": 443, \"protocol\": \"https\", $(pair one two)}"
refused 400 'SSL key does not match the SSL certificate' ssl_key 'with its key'
call POST "$balancers/$nb/configs" "{\"port\": 443, \"protocol\": \"https\", $(pair one one)}"
https=$(body .id)
print=$(openssl x509 -in "$work/one.crt" -noout -fingerprint -sha1 | sed 's/.*=//')
is "200 [\"one.example\",\"$print\",\"<REDACTED>\",\"<REDACTED>\"]" \
    "$status $(body '[.ssl_commonname, .ssl_fingerprint, .ssl_cert, .ssl_key]')" 'which is told, but not shown'
is "600 $(wc -l <"$work/one.key")" "$(stat -c %a "$work/lab/certificates/"*) $(cat "$work/lab/certificates/"* | sed -n '/PRIVATE/,/PRIVATE/p' | wc -l)" \
    'the key is a file for its owner only'
grep -aq 'PRIVATE KEY' "$work/lab/world.db"
is 1 $? 'and not in the database'
call PUT "$balancers/$nb/configs/$https" '{"ssl_cert": "<REDACTED>", "ssl_key": "<REDACTED>", "algorithm": "source"}'
is '200 ["one.example","source"]' "$status $(body '[.ssl_commonname, .algorithm]')" 'what was redacted stays'
call PUT "$balancers/$nb/configs/$https" "{$(pair two two)}"
is '200 "two.example"' "$status $(body .ssl_commonname)" 'another one takes its place'
call PUT "$balancers/$nb/configs/$https" '{"protocol": "http"}'
is '200 ["",null]' "$status $(body '[.ssl_commonname, .ssl_cert]')" 'without HTTPS there is none'

# ---- nodes

nodes=$balancers/$nb/configs/$config/nodes
call POST "$nodes" "{\"address\": \"$private:80\", \"label\": \"one\"}"
node=$(body .id)
is '200 ["address","config_id","id","label","mode","nodebalancer_id","status","vpc_config_id","weight"]' \
    "$status $(body keys)" 'a node has exactly the members that Linode shows'
is "[\"$private:80\",$config,\"one\",\"accept\",$nb,\"Unknown\",null,50]" \
    "$(body '[.address, .config_id, .label, .mode, .nodebalancer_id, .status, .vpc_config_id, .weight]')" 'and what Linode chooses'
call GET "/v4/linode/instances/$linode/nodebalancers"
is '200 ["web"]' "$status $(body '[.data[].label]')" 'its Linode tells of it'
for wrong in 'address|"192.0.2.1:80"|Must begin with 192.168' 'address|"192.168.1.2"|Must be in address:port format' \
    'address|"192.168.1.2:0"|Must be in address:port format' 'address|"[x]:80"|Must be in address:port format' \
    'weight|0|Must be 1-255' 'mode|"away"|Must be one of accept, reject, drain, backup' \
    'label|"a b c"|Must only use ASCII letters, numbers, underscores, dashes, and periods' \
    'label|"ab"|Length must be 3-32 characters'; do
    field=${wrong%%|*} why=${wrong##*|} value=${wrong#*|}
    call POST "$nodes" "$(jq -n "{address: \"192.168.1.2:80\", label: \"xyz\"} + {$field: ${value%|*}}")"
    refused 400 "$why" "$field" "no $field of ${value%|*}"
done
call POST "$nodes" '{"label": "xyz"}'
refused 400 'address is required' address 'a node is somewhere'
call PUT "$nodes/$node" '{"label": "one.r", "weight": 100, "mode": "drain"}'
is '200 ["one.r",100,"drain"]' "$status $(body '[.label, .weight, .mode]')" 'it is changed'
call POST "$balancers/$nb/configs/$udp/nodes" '{"label": "names", "address": "192.168.130.4:53"}'
is '200 "none"' "$status $(body .mode)" 'for UDP there are no modes'
call POST "$balancers/$nb/configs/$config/rebuild" \
    "{\"algorithm\": \"source\", \"nodes\": [{\"id\": $node, \"weight\": 7}, {\"label\": \"two\", \"address\": \"192.168.130.5:81\"}]}"
is '200 ["source",{"up":0,"down":2}]' "$status $(body '[.algorithm, .nodes_status]')" 'it is rebuilt'
call GET "$nodes"
is "[[$node,\"one.r\",7],[$(body '.data[1].id'),\"two\",50]]" "$(body '[.data[] | [.id, .label, .weight]]')" \
    'a node with an id is changed, one without is made'
call POST "$balancers/$nb/configs/$config/rebuild" '{"nodes": [{"id": 1, "weight": 7}]}'
refused 400 'id is not valid' 'nodes[0].id' 'a node of others is none of its'
call POST "$balancers/$nb/configs/$config/rebuild" '{"nodes": [{"label": "three", "address": "192.168.130.5:81"}]}'
call GET "$nodes"
is '["three"]' "$(body '[.data[].label]')" 'what is left out goes'
call POST "$balancers/$nb/configs/$config/rebuild" '{}'
refused 400 'nodes is required' nodes 'nodes have to be said'
call DELETE "$nodes/$(call GET "$nodes"; body '.data[0].id')"
call GET "$nodes"
is 0 "$(body .results)" 'the last one goes'

# ---- all at once

call POST $balancers '{"region": "us-ord", "label": "whole", "configs": [
    {"port": 80, "nodes": [{"label": "n-1", "address": "192.168.130.5:81"}, {"label": "n-2", "address": "192.168.130.6:81"}]},
    {"port": 53, "protocol": "udp"}]}'
whole=$(body .id)
call GET "$balancers/$whole/configs"
is '[[80,"http",2],[53,"udp",0]]' "$(body '[.data[] | [.port, .protocol, .nodes_status.down]]')" 'with all its ports and nodes'
is '["nodebalancer_create notification whole","nodebalancer_config_create notification whole","nodebalancer_config_create notification whole"]' \
    "$(events "$whole")" 'events tell of each'
call POST $balancers '{"region": "us-ord", "label": "half", "configs": [{"port": 80}, {"port": 80}]}'
refused 400 'Port must be unique among the configs of a NodeBalancer' 'configs[1].port' 'a port is there once'
call POST $balancers '{"region": "us-ord", "label": "half", "configs": [{"nodes": [{"label": "n-1", "address": "10.0.0.1:1"}]}]}'
refused 400 'Must begin with 192.168' 'configs[0].nodes[0].address' 'what is wrong is named with its place'
call GET $balancers '' '{"label": "half"}'
is 0 "$(body .results)" 'and nothing of it is made'
call DELETE "$balancers/$whole"
is '200 {}' "$status $(body .)" 'it is deleted'
call GET "$balancers/$whole"
refused 404 'Not found' - 'and gone'
call DELETE "$balancers/$nb/configs/$config"
call GET "$balancers/$nb/configs/$config"
refused 404 'Not found' - 'a configuration likewise'

# ---- Cloud Firewalls

call POST /v4/networking/firewalls '{"label": "outer", "rules": {"inbound_policy": "DROP", "outbound_policy": "ACCEPT"}}'
fw=$(body .id) firewalls=/v4/networking/firewalls
call POST $balancers '{"region": "us-ord", "label": "guarded", "firewall_id": 99}'
refused 400 'Invalid Firewall ID 99' firewall_id 'a firewall that there is'
call POST $balancers "{\"region\": \"us-ord\", \"label\": \"guarded\", \"firewall_id\": $fw}"
guarded=$(body .id)
call GET "$balancers/$guarded/firewalls"
is "200 [$fw] [{\"id\":$guarded,\"type\":\"nodebalancer\",\"label\":\"guarded\",\"url\":\"/v4/nodebalancers/$guarded\",\"parent_entity\":null}]" \
    "$status $(body '[.data[].id]') $(body '.data[0].entities')" 'a NodeBalancer is made behind it'
call POST $firewalls/$fw/devices "{\"id\": $guarded, \"type\": \"nodebalancer\"}"
refused 400 "NodeBalancer $guarded already has an enabled Firewall" id 'it has one'
call POST $firewalls/$fw/devices "{\"id\": $nb, \"type\": \"nodebalancer\"}"
device=$(body .id)
is '200 "nodebalancer" "web"' "$status $(body .entity.type) $(body .entity.label)" 'another one comes behind it'
call GET $firewalls/$fw/devices
is '["guarded","web"]' "$(body '[.data[].entity.label]')" 'both are its devices'
call DELETE $firewalls/$fw/devices/"$device"
call GET "$balancers/$nb/firewalls"
is '200 0' "$status $(body .results)" 'it is taken from before it'
call PUT "$balancers/$nb/firewalls" "{\"firewall_ids\": [$fw]}"
is "200 [$fw]" "$status $(body '[.data[].id]')" 'or put there by the NodeBalancer'"'"'s own list'
call PUT "$balancers/$nb/firewalls" '{"firewall_ids": []}'
is '200 0' "$status $(body .results)" 'and taken away'
call POST $firewalls "{\"label\": \"other\", \"devices\": {\"nodebalancers\": [$nb]}, \"rules\": {\"inbound_policy\": \"DROP\", \"outbound_policy\": \"ACCEPT\"}}"
is '200 "web"' "$status $(body '.entities[0].label')" 'a new firewall names those that it is before'
call PUT $firewalls/settings "{\"default_firewall_ids\": {\"nodebalancer\": $fw}}"
call POST $balancers '{"region": "us-ord", "label": "by-default"}'
by_default=$(body .id)
call GET "$balancers/$by_default/firewalls"
is "[$fw]" "$(body '[.data[].id]')" 'the default one is before those that name none'
call PUT $firewalls/settings '{"default_firewall_ids": {"nodebalancer": null}}'
call DELETE "$balancers/$by_default"
call DELETE "$balancers/$guarded"
call GET $firewalls/$fw/devices
is 0 "$(body .results)" 'of those that are gone nothing is left'

# ---- VPCs

call POST /v4/vpcs '{"label": "inner", "region": "us-ord", "subnets": [{"label": "a", "ipv4": "10.0.0.0/24"}, {"label": "b", "ipv4": "10.0.1.0/24"}]}'
vpc=$(body .id) a=$(body '.subnets[0].id') b=$(body '.subnets[1].id')
within() { # SUBNET [MORE MEMBERS [REGION]]
    call POST $balancers "{\"region\": \"${3:-us-ord}\", \"vpcs\": [{\"subnet_id\": $1${2:+, $2}}]}"
}
within 1
refused 400 'Invalid Subnet ID 1' 'vpcs[0].subnet_id' 'a subnet that there is'
within "$a" '' us-east
refused 400 'The subnet must be in the region of the NodeBalancer' 'vpcs[0].subnet_id' 'in its region'
for range in 10.0.1.64/30 10.0.0.64/31 10.0.0.0/23 x; do
    within "$a" "\"ipv4_range\": \"$range\""
    refused 400 'Must be an IPv4 range of the subnet, /30 or larger' 'vpcs[0].ipv4_range' "no range $range"
done
within "$a" '"ipv4_range": "10.0.0.252/30"'
refused 400 'Addresses of 10.0.0.252/30 are in use or reserved in the subnet' 'vpcs[0].ipv4_range' 'none that is reserved'
call POST $balancers "{\"region\": \"us-ord\", \"vpcs\": [{\"subnet_id\": $a}, {\"subnet_id\": $b}]}"
refused 400 'A NodeBalancer can have one VPC' vpcs 'nor two'
within "$a" '"ipv4_range": "10.0.0.64/30"'
inside=$(body .id)
call GET "$balancers/$inside/vpcs"
config_of_vpc=$(body '.data[0].id')
is "200 [{\"id\":$config_of_vpc,\"nodebalancer_id\":$inside,\"vpc_id\":$vpc,\"subnet_id\":$a,\"ipv4_range\":\"10.0.0.64/30\"}]" \
    "$status $(body .data)" 'one that is in a VPC shows exactly what Linode shows'
call GET "$balancers/$inside/vpcs/$config_of_vpc"
is "200 $a" "$status $(body .subnet_id)" 'and that by itself'
call GET "$balancers/$nb/vpcs/$config_of_vpc"
refused 404 'Not found' - 'of another NodeBalancer it is none'
call GET "/v4/vpcs/$vpc/subnets/$a"
is "[{\"id\":$inside,\"ipv4_range\":\"10.0.0.64/30\"}]" "$(body .nodebalancers)" 'its subnet names it'
call GET "/v4/vpcs/$vpc/ips"
is "[null,\"10.0.0.64/30\",null,$inside]" "$(body '[.data[0].address, .data[0].address_range, .data[0].linode_id, .data[0].nodebalancer_id]')" \
    'and the addresses of its VPC'
within "$a" '"ipv4_range": "10.0.0.64/29"'
refused 400 'Addresses of 10.0.0.64/29 are in use or reserved in the subnet' 'vpcs[0].ipv4_range' 'a range is one NodeBalancer'"'"'s'
within "$a" '"ipv4_range": "10.0.0.64/29", "ipv4_range_auto_assign": true'
call GET "$balancers/$(body .id)/vpcs"
is '["10.0.0.68/30"]' "$(body '[.data[].ipv4_range]')" 'of a larger one it gets what is free'
within "$a" '"ipv4_range": "10.0.0.64/29", "ipv4_range_auto_assign": true'
refused 400 'The range has no room for a /30' 'vpcs[0].ipv4_range' 'as long as there is'
within "$b"
call GET "$balancers/$(body .id)/vpcs"
is '["10.0.1.4/30"]' "$(body '[.data[].ipv4_range]')" 'of the subnet, where nothing is said'
call POST /v4/linode/instances "{\"region\": \"us-ord\", \"type\": \"g6-nanode-1\", \"label\": \"taken\", \"image\": \"linode/debian12\",
    \"root_pass\": \"Aq4-longer-than-that\", \"interfaces\": [{\"purpose\": \"vpc\", \"subnet_id\": $a, \"ipv4\": {\"vpc\": \"10.0.0.65\"}}]}"
refused 400 '10.0.0.65 is already in use in the subnet' 'interfaces[0].ipv4.vpc' 'no Linode gets an address of it'
call POST "$balancers/$inside/configs" '{}'
nodes=$balancers/$inside/configs/$(body .id)/nodes
call POST "$nodes" "{\"address\": \"10.0.0.2:80\", \"label\": \"one\", \"subnet_id\": $a}"
is "200 $config_of_vpc" "$status $(body .vpc_config_id)" 'nodes of the subnet are named with it'
call PUT "$nodes/$(body .id)" '{"weight": 7}'
is "200 [7,$config_of_vpc]" "$status $(body '[.weight, .vpc_config_id]')" 'and stay there'
call POST "$nodes" '{"address": "10.0.0.2:80", "label": "one"}'
refused 400 'Must begin with 192.168' address 'not without'
call POST "$nodes" "{\"address\": \"10.0.1.2:80\", \"label\": \"one\", \"subnet_id\": $a}"
refused 400 'Must be an address of the subnet in address:port format' address 'with an address of it'
call POST "$nodes" "{\"address\": \"10.0.1.2:80\", \"label\": \"one\", \"subnet_id\": $b}"
refused 400 "subnet_id is not one of the NodeBalancer's VPC" subnet_id 'of the subnet of its NodeBalancer'
call DELETE "/v4/vpcs/$vpc/subnets/$a"
refused 400 'Subnet must not have any Linodes or NodeBalancers assigned to delete it' - 'a subnet stays as long as it is there'
call DELETE "/v4/vpcs/$vpc"
refused 400 'VPC must not have any Linodes or NodeBalancers assigned to delete it' - 'and a VPC'

# ---- who may, and how many

call POST /v4/profile/tokens '{"label": "reader", "scopes": "nodebalancers:read_only"}'
owner=$token token=$(body .token | tr -d '"')
call GET $balancers
is 200 "$status" 'who may read reads'
call POST $balancers '{"region": "us-ord"}'
is 401 "$status" 'and makes none'
call GET "/v4/linode/instances/$linode/nodebalancers"
is 401 "$status" 'nor asks Linodes'
token=$owner
lab_stop
lab_start
call GET "$balancers/$nb"
is '"web"' "$(body .label)" 'the next lab has it, too'
control POST /reset
call GET $balancers
is 0 "$(body .results)" 'until it is reset'
lab_stop
rm -r "$work/lab"
lab_start --nodes-max 2
call POST $balancers '{"region": "us-ord"}'
call POST $balancers '{"region": "us-ord"}'
call POST $balancers '{"region": "us-ord"}'
refused 400 'Account Limit reached. Please open a support ticket.' - 'there is a limit'
lab_stop

echo "1..$n_tests"
[ "$n_failed" -eq 0 ]
