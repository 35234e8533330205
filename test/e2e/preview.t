#!/bin/sh
# SPDX-License-Identifier: MIT
# What would be done, shown beforehand: it is what is done then, and nothing is done by showing it.
. "$(dirname "$0")/e2e.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: shown
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    count: 3
    tags: [front]
    nodenames: 'web-{index:02}'
  - name: db
    type: g6-standard-1
    nodenames: dbs
    firewall: [allow in tcp 5432 from web]
- region: br-gru
  nodes:
  - {name: far, type: g6-nanode-1, nodenames: 'far-{index}'}
P
plan=$work/plan.yaml

linode() { # LABEL JQ
    api GET '/v4/linode/instances?page_size=500' | jq -r ".data[] | select(.label == \"$1\") | $2"
}
labels() { # JQ of the answer in out : sorted, on one line
    jq -r "$1" "$work/out" | sort | tr '\n' ' '
}
# What the catalogue says all machines of the account cost now: no code of ours.
account_price() { # hourly|monthly
    api GET '/v4/linode/types?page_size=500' >"$work/types.json"
    api GET '/v4/linode/instances?page_size=500' | jq -r --slurpfile types "$work/types.json" "
        [.data[] | . as \$l | \$types[0].data[] | select(.id == \$l.type) |
            ((.region_prices[] | select(.id == \$l.region)) // .price).$1] | add // 0 | . * 1e6 | round / 1e6"
}
mutations() {
    lab_control GET '/log' | jq '[.[] | select(.method != "GET")] | length'
}
summary() { # the summary in out: "create 3, keep 2"
    jq -r '[.summary | to_entries[] | select(.value > 0) | "\(.key) \(.value)"] | join(", ")' "$work/out"
}

ok 'a plan of a cluster that is not there' lt cluster plan s "$plan" --json
is 'create 5' "$(summary)" 'is to be created'
is true "$(jq '.estimate_from_ms < .estimate_ms and .estimate_ms < .estimate_to_ms and .estimate_to_ms <= 3 * .estimate_from_ms' "$work/out")" \
    'nothing was learned yet: how long it takes is told from when to when, threefold at most'
cp "$work/out" "$work/promised"
ok 'create --dry-run' lt cluster create s "$plan" --dry-run --json
is same "$(cmp -s "$work/out" "$work/promised" && echo same)" 'shows the same'
is 0 "$(mutations)" 'and neither sends anything but GET'
is 0 "$(lt cluster list --json | jq '.clusters | length')" 'nor keeps anything'
ok 'for a person' lt cluster plan s "$plan"
has "$work/out" '+ 3 nodes web-01..03  g6-nanode-1  linode/debian12  us-east  $15.00 a month' 'alike nodes are one line'
has "$work/out" '5 to create.' 'with a summary'
on_terminal() { # ENVIRONMENT COMMAND : somebody answers no
    echo n | script -qec "TERM=xterm $1 $LCT_BUILD/linodetool cluster $2 s $plan" /dev/null
}
ok 'on a terminal' on_terminal NO_COLOR= plan
has "$work/out" "$(printf '\033[32m    + 3 nodes')" 'what is created is green'
ok 'where colours are not wanted' on_terminal NO_COLOR=1 plan
is 0 "$(grep -c "$(printf '\033')" "$work/out")" 'there are none'
status 1 'a question' on_terminal NO_COLOR=1 create
has "$work/out" '+ 3 nodes web-01..03' 'shows it'
has "$work/out" "Create cluster 's'?" 'and asks'
is 0 "$(linodes)" 'a no makes nothing'
status 2 'a plan whose set is unknown' lt cluster plan s "$plan" --set x=1
status 5 'apply to what is not there' lt cluster apply s "$plan" --dry-run

ok 'created' lt cluster create s "$plan" --yes
is "$(jq -r '.changes[].label' "$work/promised" | sort | tr '\n' ' ')" \
    "$(api GET /v4/linode/instances | jq -r '.data[].label' | sort | tr '\n' ' ')" 'as it was shown'
is "$(account_price monthly)" "$(jq .price.monthly "$work/promised")" 'at the price that was shown'
is "$(account_price hourly)" "$(jq .price.hourly "$work/promised")" 'an hour, too'
is '5 7' "$(jq -r '[.changes[] | select(.type == "g6-nanode-1") | .price.monthly] | unique | join(" ")' "$work/promised")" \
    'a region with prices of its own has them'
ok 'then' lt cluster plan s "$plan" --json
is 'keep 5' "$(summary)" 'nothing is to be done'
is "$(account_price monthly) 0" "$(jq -r '"\(.price.before.monthly) \(.price.difference.monthly)"' "$work/out")" 'for no more money'
ok 'apply --dry-run' lt cluster apply s "$plan" --dry-run
has "$work/out" 'Nothing is to be done; 5 nodes stay.' 'says so, too'
status 0 'nobody is asked about it' lt cluster apply s "$plan"

# A picture of it.
ok 'graph' lt cluster graph s
has "$work/out" '"us-east/web" -> "us-east/db" [label="tcp 5432"' 'draws what the firewalls let through'
has "$work/out" "$(lt node show dbs --json | jq -r .node.public_ipv4)" 'and the nodes with their addresses'
is 5 "$(grep -c 'label=.*fillcolor="#d7f0d7"' "$work/out")" 'all in the colour of those that are up'
if command -v dot >/dev/null; then
    ok 'as SVG' lt cluster graph s --svg "$work/s.svg"
    has "$work/s.svg" '</svg>' 'into the file'
    status 1 'into no file' lt cluster graph s --svg "$work/no/such/folder.svg"
fi

# Growth.
before=$(mutations)
ok 'scale --dry-run' lt cluster scale s web+=2 --dry-run --json
is 'create 2, keep 4, push 4' "$(jq -r '.summary | "create \(.create), keep \(.keep - 1), push \(.push - 1)"' "$work/out")" \
    'two come, the others are told'
is 'web-04 web-05 ' "$(labels '.changes[] | select(.action == "create") | .label')" 'by name'
is firewall,hosts "$(jq -r '.changes[] | select(.label == "dbs") | .pushes | join(",")' "$work/out")" \
    'whose firewall lets them in and who hears their names'
is hosts "$(jq -r '.changes[] | select(.label == "web-01") | .pushes | join(",")' "$work/out")" 'or only the names'
is 10 "$(jq .price.difference.monthly "$work/out")" 'ten dollars more'
cp "$work/out" "$work/promised"
is "$before" "$(mutations)" 'nothing was sent'
is 5 "$(lt cluster nodes s --json | jq '.nodes | length')" 'nothing kept'
status 2 'without a terminal' lt cluster scale s web+=2
has "$work/err" '+ 2 nodes web-04..05' 'the question shows it'
ok 'scaled' lt cluster scale s web+=2 --yes
took=$(took)
jq -r --argjson took "$took" '"# told \(.estimate_from_ms) \(.estimate_ms) \(.estimate_to_ms) ms, took \($took) ms"' "$work/promised"
is true "$(jq --argjson took "$took" '.estimate_from_ms / 1.5 <= $took and $took <= .estimate_to_ms * 1.5 and .estimate_to_ms <= 3 * .estimate_from_ms' "$work/promised")" \
    'and in about the time that was shown'
is "$(account_price monthly)" "$(jq .price.monthly "$work/promised")" 'to the price shown'
is web-05 "$(linode web-05 .label)" 'and the names'

ok 'the plan again' lt cluster plan s "$plan"
has "$work/out" 'warning: scale made it 5 nodes of web in us-east: the plan, which has 3, is the last word' 'tells that it undoes that'
has "$work/out" 'to keep them: count: 5' 'and what keeps them'
# shellcheck disable=SC2016 # the plan's
sed 's/^name: shown/&\nparameters: {nodes: 3}/; s/count: 3/count: ${nodes}/' "$plan" >"$work/parameter.yaml"
ok 'a plan whose count is a parameter' lt cluster plan s "$work/parameter.yaml"
has "$work/out" 'to keep them: --set nodes=5' 'is told what keeps them'
ok 'which' lt cluster plan s "$work/parameter.yaml" --set nodes=5
is 0 "$(grep -c 'scale made it\|to delete' "$work/out")" 'does'

# Changes in place, replacement, deletion, together; web-02's machine is lost.
sed -i 's/front/back1/; s/count: 3/count: 4/; s/g6-standard-1/g6-standard-2/' "$plan"
api DELETE "/v4/linode/instances/$(linode web-02 .id)" >/dev/null
ok 'another plan' lt cluster plan s "$plan" --json
cp "$work/out" "$work/promised"
is 'keep 1, update 3, resize 1, replace 1, delete 1, push 5' "$(summary)" 'each kind is counted'
is 'web-02 ' "$(labels '.changes[] | select(.action == "replace") | .label')" 'replaced'
is 'type g6-standard-1 g6-standard-2 false' "$(jq -r '.changes[] | select(.label == "dbs") | .fields[] | "\(.field) \(.from) \(.to) \(.forces_replacement)"' "$work/out")" \
    'one changes its type'
has "$work/out" "Linode $(lt node show web-02 --json | jq -r .node.id) is gone" 'one for it is gone'
is 'front back1' "$(jq -r '.changes[] | select(.label == "web-01") | .fields[] | select(.field == "tags") | "\(.from) \(.to)"' "$work/out")" \
    'tags change in place'
is web-05 "$(jq -r '.changes[] | select(.action == "delete") | .label' "$work/out")" 'the highest leaves'
is "$(account_price monthly)" "$(jq .price.before.monthly "$work/out")" 'what is gone costs nothing now'
ok 'for a person' lt cluster plan s "$plan"
has "$work/out" '-/+ web-02  g6-nanode-1' 'a replacement'
has "$work/out" '~ dbs  g6-standard-2' 'a change in place'
has "$work/out" 'type: g6-standard-1 -> g6-standard-2' 'says what becomes what'
has "$work/out" 'changed in place and rebooted, one at a time' 'and what that takes'
has "$work/out" 'tags: front -> back1' 'a change what becomes what'
has "$work/out" '- web-05' 'and a deletion'
for n in 01 02 03 04 05; do
    eval "id$n=$(linode web-$n .id)"
done
db=$(linode dbs .id)
ok 'applied' lt cluster apply s "$plan" --yes
# shellcheck disable=SC2154 # by eval
is "$id01 $id03 $id04" "$(linode web-01 .id) $(linode web-03 .id) $(linode web-04 .id)" 'what was to be changed is the same machine'
is "$db g6-standard-2" "$(linode dbs .id) $(linode dbs .type)" 'so is what was resized'
# shellcheck disable=SC2154 # by eval
is other "$([ "$(linode web-02 .id)" != "$id02" ] && echo other)" 'what was to be replaced is another'
is '' "$(linode web-05 .id)" 'what was to be deleted is gone'
is "$(account_price monthly)" "$(jq .price.monthly "$work/promised")" 'at the price shown'
ok 'afterwards' lt cluster plan s "$plan" --json
is 'keep 6' "$(summary)" 'nothing is to be done'

# Of what only some are, only those are named.
ok 'two that leave' lt cluster scale s web=2 --remove web-02 --remove web-04 --dry-run
has "$work/out" '- 2 nodes web-02,04  ' 'are named, and no others'
has "$work/out" '# what is on their disks is lost' 'with what is lost'
status 2 'the question' lt cluster scale s web=2 --remove web-02 --remove web-04
has "$work/err" "Scale cluster 's': delete 2 nodes, with their disks (web-02,04)?" 'names them, too'

# What nodes that stay are brought.
add() { # WITH : another plan: the lines below `tags: [back1]` are those of the first web
    awk -v with="$1" '{ print } /tags: \[back1\]/ { print with }' "$plan" >"$work/with.yaml"
}
key='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFDEmJbVMNgKY1fC0hU5DSBQiNyzI9jmWcPhYHmrEM6y ann@old'
add "    firewall: [allow in tcp 80]
    files: [{path: /etc/app.conf, content: \"name {hostname}\\\\nport 80\\\\n\"}, {path: /etc/app.key, content: hush, mode: '0600'}]
    units: [{name: app, command: /bin/sleep infinity}]
    users: [{name: ann, keys: ['$key']}]"
ok 'files, rules, users' lt cluster plan s "$work/with.yaml"
has "$work/out" '+ rule allow in tcp 80' 'a rule comes'
has "$work/out" '+name web-01' 'a file is shown as it will be'
has "$work/out" '+ file /etc/app.key: not shown, as not everybody may read it' 'or is not shown'
is 0 "$(grep -c hush "$work/out")" 'what it holds is not told'
has "$work/out" '+ key SHA256:mStmTFgIlojZpyhWEBJz3MwDUQ6jvJjzrE6Qg2xVkIQ ann@old of ann' 'a key is told by its fingerprint'
has "$work/out" '(as on web-01; on the others with their own names and addresses)' 'once for all that are alike'
has "$work/out" "To do this: linodetool cluster apply 's' $work/with.yaml" 'and the command that does it'
ok 'are applied' lt cluster apply s "$work/with.yaml" --yes
status 0 'then nothing changes' lt cluster plan s "$work/with.yaml" --detailed-exitcode
sed -i 's/port 80/port 81/; s/allow in tcp 80/allow in tcp 81/; s/users:.*/users: [{name: ann, sudo: yes}]/' "$work/with.yaml"
status 2 'others' lt cluster plan s "$work/with.yaml" --detailed-exitcode --json
is '@@ -1,2 +1,2 @@
 name web-03
-port 80
+port 81' "$(jq -r '.changes[] | select(.label == "web-03") | .contents[] | select(.name == "/etc/app.conf") | .diff' "$work/out")" \
    'are told as what comes and goes, of each node'
is 'remove allow in tcp 80 add allow in tcp 81' "$(jq -r '[.changes[] | select(.label == "web-03") | .contents[] | select(.what == "rule") | "\(.action) \(.name)"] | join(" ")' "$work/out")" \
    'rules in the words of the plan'
is 'app.service' "$(jq -r '.changes[] | select(.label == "web-03") | .contents[] | select(.action == "restart") | .name' "$work/out")" \
    'and what restarts'
status 2 'for a person' lt cluster plan s "$work/with.yaml" --detailed-exitcode
has "$work/out" '~ unit app.service: restarts' 'that, too'
has "$work/out" '~ user ann: with sudo' 'a user that may do more'
has "$work/out" '- key SHA256:mStmTFgIlojZpyhWEBJz3MwDUQ6jvJjzrE6Qg2xVkIQ ann@old of ann' 'and whose key goes'
sed -i 's/port 81/port 80/; s/allow in tcp 81/allow in tcp 80/' "$work/with.yaml"
awk '{ print } /tags: \[back1\]/ { print "    init: {firstboot: [{script: \"echo once\\n\\n\"}]}" }' "$work/with.yaml" >"$work/scripted.yaml"
sed -i "s/users:.*/users: [{name: ann, keys: ['$(echo "$key" | sed 's/[\/&]/\\&/g')']}]/" "$work/scripted.yaml"
status 2 'a script alone' lt cluster plan s "$work/scripted.yaml" --detailed-exitcode
has "$work/out" '= 4 nodes web-01..04' 'changes nothing on nodes that stay'
has "$work/out" '+ script firstboot/script-1: added, runs only on new nodes' 'and says so'
has "$work/out" "Then, to run the script on nodes that stay: linodetool hook rerun 's' --step 'firstboot/script-1'" 'with what runs it'
status 1 'a plan that is wrong' lt cluster plan s /dev/null --detailed-exitcode
status 1 'and a line that is' lt cluster plan s --detailed-exitcode

# An apply that failed on one node: what that has is of the plan before.
ok 'a folder is in the way' lt cluster run s --on web-03 -l root -- 'rm /etc/app.conf && mkdir /etc/app.conf'
sed -i 's/port 80/port 82/' "$work/scripted.yaml"
status 3 'an apply' lt cluster apply s "$work/scripted.yaml" --yes
ok 'then' lt cluster plan s "$work/scripted.yaml"
has "$work/out" '~ web-03  ' 'the one that failed'
has "$work/out" '-port 80' 'is told with what it has'
has "$work/out" '+port 82' 'and will have'
has "$work/out" '> script firstboot/script-1: runs' 'and what runs on it'
is 0 "$(grep -c '^ .*web-0[124]  ' "$work/out")" 'and no other changes'
ok 'the way is free' lt node ssh web-03 -l root -- rmdir /etc/app.conf
ok 'back' lt cluster apply s "$plan" --yes

# Deletion.
before=$(mutations)
ok 'delete --dry-run' lt cluster delete s --dry-run --json
is "delete 6 $(account_price monthly) 0" "$(summary) $(jq -r '"\(.price.before.monthly) \(.price.monthly)"' "$work/out")" 'says what goes'
ok 'for a person' lt cluster delete s --dry-run
has "$work/out" '6 to delete' 'how many'
status 2 'the question' lt cluster delete s
has "$work/err" "Delete cluster 's': 6 nodes, with their disks, in br-gru (far-1), us-east (dbs, web-01..04)?" 'names them all'
is "$before" "$(mutations)" 'and nothing is sent'
db=$(linode dbs .id)
tags=$(linode dbs .tags | jq -c .)
api PUT "/v4/linode/instances/$db" "{\"tags\": $(echo "$tags" | jq -c 'map(select(test("[.]") | not))')}" >/dev/null
ok 'of a machine whose tags another hand took' lt cluster delete s --dry-run
has "$work/out" "Linode $db lost our tags: it is left alone" 'it is told'
api PUT "/v4/linode/instances/$db" "{\"tags\": $tags}" >/dev/null

# A label of somebody else's.
api POST /v4/linode/instances '{"region": "us-east", "type": "g6-nanode-1", "label": "web-06"}' >/dev/null
ok 'a label that is taken' lt cluster scale s web+=1 --dry-run --json
is s-web-06 "$(jq -r '.changes[] | select(.action == "create") | .label' "$work/out")" 'is shown as the one it becomes'
api DELETE "/v4/linode/instances/$(linode web-06 .id)" >/dev/null
sed -i 's/count: 4/count: 5/' "$plan"
status 1 'create of another plan' lt cluster create s "$plan" --dry-run
has "$work/err" 'there is a cluster s already' 'is refused as create would'
ok 'deleted' lt cluster delete s --yes

# What cannot be had is told where the plan asks for it.
refused() { # WORDS
    has "$work/err" "$1" 'it says where and what'
    is 0 "$(linodes)" 'nothing was made'
    is 0 "$(lt cluster list --json | jq '.clusters | length')" 'nothing kept'
}
lab_control POST /stock '{"sold_out": [{"region": "us-east", "plan": "g6-standard-2"},
    {"region": "us-west", "plan": "g6-nanode-1"}]}' >"$work/stock.json"
status 2 'a type that is sold out' lt cluster create t "$plan" --yes
refused "$plan:11:11: error: the type g6-standard-2 is sold out in us-east"
status 2 'in a preview' lt cluster plan t "$plan"
refused 'is sold out'
lab_control POST /stock '{}' >"$work/stock.json"
thinking() { # it is sold out while somebody reads the question
    {
        sleep 3
        lab_control POST /stock '{"sold_out": [{"region": "us-east", "plan": "g6-standard-2"}]}' >/dev/null
        echo y
    } | script -qec "$LCT_BUILD/linodetool cluster create t $plan" /dev/null
}
status 2 'sold out after the preview' thinking
has "$work/out" "Create cluster 't'?" 'when it was agreed to'
cp "$work/out" "$work/err"
refused 'is sold out'
status 2 'as JSON' lt cluster plan t "$plan" --json
is plan "$(jq -r .error.code "$work/err")" 'by its code'
lab_control POST /stock '{"closed": [{"region": "br-gru", "service": "Linodes"}]}' >"$work/stock.json"
status 2 'a region that is closed to the account' lt cluster create t "$plan" --yes
refused ':14:11: error: Linodes in br-gru: closed to this account'
lab_control POST /stock '{}' >"$work/stock.json"
ok 'a small token' api POST /v4/profile/tokens '{"label": "few", "scopes": "linodes:read_write events:read_only"}'
few=$(jq -r .token "$work/out")
printf '%s' "$few" >"$work/few.token"
printf 'url: %s\ntoken-file: %s\n' "$url" "$work/few.token" >"$XDG_CONFIG_HOME/linodetool/profiles/few.yaml"
by_few() { lt --profile few "$@"; }
ok 'which may not read the account' by_few cluster plan t "$plan"
sed -i 's/, nodenames: .far-{index}./&, placement: p, count: 9/' "$plan"
status 2 'a placement group that is too large' lt plan check "$plan"
has "$work/err" "error: the placement group 'p' would have 9 nodes, a group in br-gru has at most" 'is told'
ok 'a plan of one' sh -c "sed 's/count: 5/count: 1/; /placement/d; /region: br-gru/,\$d' '$plan' >'$work/one.yaml'"
ok 'is created' lt cluster create t "$work/one.yaml" --yes
lab_control POST /stock '{"sold_out": [{"region": "us-east", "plan": "g6-nanode-1"}]}' >"$work/stock.json"
ok 'what is there stays, though its type is sold out by now' lt cluster apply t "$work/one.yaml"
status 2 'but does not grow' lt cluster scale t web+=1 --yes
has "$work/err" 'the type g6-nanode-1 is sold out in us-east' 'for the reason'
ok 'deleted' lt cluster delete t --yes
finish
