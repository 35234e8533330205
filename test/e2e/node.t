#!/bin/sh
# SPDX-License-Identifier: MIT
# One node by words, what a plan may and may not say, and the programs of the examples and documents.
. "$(dirname "$0")/e2e.sh"
lab_up

ok 'a node is created from words' lt node create newark 1gb 'ubuntu 24.04 lts' --name one --yes
is 1 "$(linodes)" 'the account holds one Linode'
is us-east "$(api GET /v4/linode/instances | jq -r '.data[0].region')" 'it is in Newark'
is linode/ubuntu24.04 "$(api GET /v4/linode/instances | jq -r '.data[0].image')" 'of the image named'
ok 'one can log in as a non-root user who may sudo without a password' \
    lt node ssh one -- 'test "$(id -u)" != 0 && sudo -n true'
status 7 'the status of a remote command comes back' lt node ssh one -- 'exit 7'
is one "$(lt node ssh one -- hostname)" 'its host name is set'
ok 'root may log in by key' lt node ssh one -l root -- true

ok 'words in another order and case' lt node create 'UBUNTU 24.04 LTS' NEWARK 1GB --name two --yes
status 2 'a retired image is refused' lt node create newark 1gb 'ubuntu 16.04 lts' --name three --yes
has "$work/err" --accept-substitutes 'and the way out is named'
ok 'or replaced when allowed' \
    lt node create newark 1gb 'ubuntu 16.04 lts' --name three --accept-substitutes --yes
ok 'with keys of a node plan' lt node create newark 1gb debian12 --name four --set 'firewall=[allow in http]' \
    --set 'files={path: /srv/word, content: "by {hostname}\n"}' --init 'script:echo run >/srv/ran' --yes
is 'by four run' "$(lt node ssh four -- cat /srv/word /srv/ran | paste -sd' ')" 'it is so'
is 1 "$(lt node ssh four -- sudo nft list chain inet lct in_rules | grep -c 'dport 80')" 'and lets them in'
ok 'and deleted' lt cluster delete four --yes
status 2 'one that there is not' lt node create newark 1gb debian12 --name four --set firewal=x --yes
has "$work/err" 'did you mean firewall?' 'is refused'
status 2 'one that is said' lt node create newark 1gb debian12 --name four --set type=2gb --yes
has "$work/err" '--set type: it is said otherwise, or twice' 'is refused, too'
status 2 'one that is no value' lt node create newark 1gb debian12 --name four --set 'tags=[a' --yes
has "$work/err" '--set tags:' 'is told'
status 2 'an ambiguous word is refused' lt node create us 1gb debian12 --yes
status 2 'so is an unknown one' lt node create nowhere 1gb debian12 --yes

for form in yaml json; do
    ok "the plan of 2017 as $form" lt cluster create "My $form cluster" "$top/examples/2017.$form" \
        --accept-substitutes --yes
    is 2 "$(lt cluster nodes "My $form cluster" --json | jq '[.nodes[] | select(.state == "started")] | length')" \
        'has two nodes that run'
done
is 7 "$(linodes)" 'seven Linodes in all'

cat >"$work/later.yaml" <<'P'
name: later
regions:
- region: us-east
  nodes:
  - name: a
    type: g6-nanode-1
    storage:
    - {label: boot, size: 100%, image: 'https://example.org/a.img'}
dns: {kind: private, zone: later.example, on: a}
P
status 2 'keys of later releases are refused' lt cluster create later "$work/later.yaml" --yes
has "$work/err" "'image' is not carried out" 'by name: image'
has "$work/err" "'dns' is not carried out" 'by name: dns'
is 7 "$(linodes)" 'and nothing was made'

ok 'a node is deleted' lt node delete two --yes
is 6 "$(linodes)" 'and only that one'
for cluster in one three 'My yaml cluster' 'My json cluster'; do
    ok "cluster $cluster is deleted" lt cluster delete "$cluster" --yes
done
is 0 "$(linodes)" 'the account is empty'

ok 'the cluster of ./demo' lt cluster create demo "$top/examples/demo.yaml" --yes
for name in web app db; do
    is "Hello from demo-$name" "$(lt node ssh "demo-$name" -- cut -d, -f1 /srv/hello/hello.txt)" "$name ran hello.sh"
done
ok 'it is deleted' lt cluster delete demo --yes

# C: examples/create.c, and the program that README.md and lct.h tell, with the README's plan. Both make a
# cluster of one name.
compiled() { # FILE.C
    cc -std=c11 -I"$top/include" "$1" -L"$LCT_BUILD/src/app" -Wl,-rpath,"$LCT_BUILD/src/app" -llct \
        -o "$work/$(basename "$1" .c)"
}
started() { # of the cluster that they make
    lt --context testapp/me cluster nodes 'My First Cluster' --json |
        jq '[.nodes[] | select(.state == "started")] | length'
}
mkdir "$work/code"
(cd "$top" && tools/code "$work/code" README.md include/lct/lct.h) >"$work/written"
cp "$work/code/README.md-1.yaml" "$work/plan.yaml"
printf '#!/bin/sh\necho hello >/srv/hello\n' >"$work/web.sh"
cd "$work" || exit 1

ok 'examples/create.c compiles' compiled "$top/examples/create.c"
ok 'and creates a cluster' ./create
has "$work/out" ' is started at ' 'which it prints'
is 2 "$(started)" 'of two nodes'
ok 'it is deleted' lt --context testapp/me cluster delete 'My First Cluster' --yes
for file in $(grep '\.c$' "$work/written"); do
    name=$(basename "$file" .c)
    ok "$name: the program compiles" compiled "$file"
    ok "$name: it runs" "./$name"
    is '' "$(cat "$work/err")" "$name: and says nothing"
    is 4 "$(started)" "$name: the plan's nodes run"
done
is 4 "$(linodes)" 'the second has continued the cluster of the first'
ok 'it is deleted, too' lt --context testapp/me cluster delete 'My First Cluster' --yes
is 0 "$(linodes)" 'the account is empty again'
finish
