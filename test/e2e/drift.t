#!/bin/sh
# SPDX-License-Identifier: MIT
# What another hand did to the machines of a cluster: switched off, tags and label taken away, rebuilt,
# gone deaf. Each is seen, told and put right; nothing is made twice, and nobody waits for the dead.
. "$(dirname "$0")/e2e.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: drift
regions:
- region: us-east
  nodes:
  - {name: web, type: g6-nanode-1, count: 2, tags: [front], nodenames: 'web-{index}', ready_timeout: 8s}
P

linode() { # LABEL JQ
    api GET '/v4/linode/instances?page_size=500' | jq -r ".data[] | select(.label == \"$1\") | $2"
}
is_status() { # LABEL STATUS : waits for it
    for _ in $(seq 100); do
        [ "$(linode "$1" .status)" = "$2" ] && return
        sleep 0.2
    done
    return 1
}
strange_tags() { # LABEL
    linode "$1" '[.tags[] | select(startswith("lct:") | not)] | sort | join(" ")'
}
names() { # NODE : those in its section of /etc/hosts
    lt node ssh "$1" -- "sed -n '/^# lct begin/,/^# lct end/p' /etc/hosts" | awk '!/^#/ { print $2 }' | sort | tr '\n' ' '
}
ours() { # LABEL
    linode "$1" '[.tags[] | select(startswith("lct:"))] | sort | join(" ")'
}

ok 'a cluster' lt cluster create d "$work/plan.yaml" --yes
id=$(linode web-1 .id)
proof=$(ours web-1)

# Tags and label.
api PUT "/v4/linode/instances/$id" '{"tags": ["billing-team"], "label": "somebody"}' >/dev/null
status 1 'tags and label are gone: an audit' lt cluster audit d
has "$work/out" "Linode $id is there but lost our tags" 'says so'
has "$work/out" 'somebody' 'and tells the label'
ok 'a plan' lt cluster plan d "$work/plan.yaml"
has "$work/out" "Linode $id is there but lost our tags" 'says so, too'
has "$work/out" 'label: somebody -> web-1' 'and what becomes of the label'
ok 'an apply' lt cluster apply d "$work/plan.yaml" --yes
is 2 "$(linodes)" 'makes no second machine'
is "$id" "$(linode web-1 .id)" 'puts the label back'
is "$proof" "$(ours web-1)" 'and our tags'
is 'billing-team front' "$(strange_tags web-1)" 'and those of the plan; that of a stranger stays'
is 'web-1 web-2 ' "$(names web-2)" 'nobody was taken out of the membership'
ok 'then all agree' lt cluster audit d
sed -i 's/front/shop/' "$work/plan.yaml"
ok 'other tags in the plan' lt cluster apply d "$work/plan.yaml" --yes
is 'billing-team shop' "$(strange_tags web-1)" 'are those of the plan, and that of the stranger'
api PUT "/v4/linode/instances/$id" '{"tags": ["prod"]}' >/dev/null
status 3 'a delete does not touch what lost our tags' lt cluster delete d --yes
has "$work/err" 'was left alone' 'says so'
has "$work/err" "lct:$(lt cluster show d --json | jq -r .cluster.uuid)" 'and which tags to put back'
is 1 "$(linodes)" 'the other one is deleted'
api PUT "/v4/linode/instances/$id" "$(printf '%s' "$proof" | jq -R '{tags: split(" ")}')" >/dev/null
ok 'with its tags back it is deleted' lt cluster delete d --yes
is 0 "$(linodes)" 'the account is empty'

# Off, rebuilt, deaf.
ok 'another cluster' lt cluster create d "$work/plan.yaml" --yes
id=$(linode web-1 .id)
api POST "/v4/linode/instances/$id/shutdown" '{}' >/dev/null
ok 'one is switched off' is_status web-1 offline
is offline "$(lt cluster show d --json | jq -r '.nodes[] | select(.name == "web-1") | .status')" 'show says so'
is 1 "$(lt cluster show d --json | jq .cluster.nodes_started)" 'and does not count it'
ok nodes lt cluster nodes d
has "$work/out" offline 'say so'
status 1 'an audit' lt cluster audit d
has "$work/out" "Linode $id is offline" 'says so'
begun=$(date +%s)
status 3 'a scale' lt cluster scale d web=3 --yes
has "$work/err" "Linode $id is offline" 'says so'
has "$work/err" '2 of 3 nodes are ready' 'and does not count it'
is yes "$([ $(($(date +%s) - begun)) -lt 60 ] && echo yes)" 'nor waits for it'
is offline "$(linode web-1 .status)" 'nor boots it'
status 3 'a retry' lt cluster retry d
has "$work/err" '2 of 3 nodes are ready' 'does not count it, either'
sed -i 's/count: 2/count: 3/' "$work/plan.yaml"
lt cluster apply d "$work/plan.yaml" --dry-run --json >"$work/preview"
is boot "$(jq -r '.changes[] | select(.node == "web-1") | .action' "$work/preview")" 'an apply would boot it'
ok 'and does' lt cluster apply d "$work/plan.yaml" --yes
is running "$(linode web-1 .status)" 'it runs'
is 'web-1 web-2 web-3 ' "$(names web-1)" 'and has heard of the new one'

api POST "/v4/linode/instances/$id/rebuild" '{"image": "linode/debian12", "root_pass": "aB3-xyzzy-foo-123"}' >/dev/null
ok 'one is rebuilt' is_status web-1 running
listens() { # the API says `running` before its sshd does
    for _ in $(seq 100); do
        lt cluster run d -- true 2>&1 | grep -q 'Connection refused' || return 0
        sleep 0.2
    done
    return 1
}
ok 'and listens' listens
status 3 'a command' lt cluster run d -- true
has "$work/err" 'cluster replace' 'says what to do'
status 1 'an audit of it' lt cluster audit d
has "$work/out" "Linode $id was rebuilt by another hand" 'says so, too'
status 3 'a retry of it' lt cluster retry d
is "$id" "$(linode web-1 .id)" 'lets it be'
ok 'an apply of it' lt cluster apply d "$work/plan.yaml" --yes
has "$work/err" 'was rebuilt by another hand' 'says so in its preview'
is no "$([ "$(linode web-1 .id)" = "$id" ] || echo no)" 'and makes it anew'
ok 'all agree' lt cluster audit d

lt node ssh -l root web-2 -- 'nohup sh -c "sleep 1; systemctl stop ssh.socket ssh; pkill sshd; touch /deaf" >/dev/null 2>&1 &'
sed -i 's/count: 3/count: 4/' "$work/plan.yaml"
deaf() {
    for _ in $(seq 100); do
        lt node ssh -l root web-2 -- true >/dev/null 2>&1 || return 0
        sleep 0.2
    done
    return 1
}
ok 'one goes deaf' deaf
status 3 'an apply' lt cluster apply d "$work/plan.yaml" --yes
has "$work/err" 'web-2: it cannot be reached by SSH' 'it is told'
has "$work/err" '3 of 4 nodes are ready' 'the others are ready, the new one, too'
is running "$(lt cluster show d --json | jq -r '.nodes[] | select(.name == "web-2") | .status')" 'it is told from one that is off'
ok 'deleted' lt cluster delete d --yes
is 0 "$(linodes)" 'the account is empty again'
finish
