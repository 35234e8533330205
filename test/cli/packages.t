#!/bin/sh
# SPDX-License-Identifier: MIT
# Plans that come with the program, plan new, parameters.
. "$(dirname "$0")/../testlib.sh"
plans=$top/share/plans

ok 'they are listed' lt list packageplans --json
cp out listed
is "$(cd "$plans" && ls -- *.yaml | sed 's/\.yaml$//' | sort | tr '\n' ' ')" \
    "$(jq -r '.packageplans[].name' listed | sort | tr '\n' ' ')" 'all that lie in share/plans'
ok 'each with a description and parameters of its own' jq -e '.packageplans | all((.description | length) > 10 and
    (.parameters | length) > 1 and all(.parameters[]; (.help | length) > 3))' listed
ok 'for people' lt list packageplans
has out 'a replicated key-value store' 'with what they are'
ok 'one' lt list packageplans etcd
has out '--set nodes=3' 'with what may be set'
has out '(3 to 9)' 'and its bounds'
ok 'none' lt list packageplans elephant
has out 'no packaged plans like that' 'is said'

# warns_of_nothing DESCRIPTION : but that the cluster is not there which it needs.
warns_of_nothing() {
    sed -i '/: warning: there is no cluster zk here: the number of its port client is not known yet$/,+2d' "$work/err"
    empty err "$1"
}
for package in $(jq -r '.packageplans[].name' listed); do
    # What has no default must be said: another cluster.
    # shellcheck disable=SC2046 # words
    set -- $(jq -r --arg p "$package" '.packageplans[] | select(.name == $p) | .parameters[] |
        select(.default == null) | "--set", "\(.name)=zk"' listed)
    if [ $# -gt 0 ]; then
        status 2 "package:$package wants to be told more" lt plan check "package:$package" --offline
        has err "wants a value" 'and says so'
        has err '--set ' 'and how'
    fi
    ok "package:$package is a good plan" lt plan check "package:$package" --offline "$@"
    warns_of_nothing 'with nothing to warn of'
    ok 'from the folder, too' lt plan check "$plans/$package.yaml" --offline "$@"
    ok 'shown' lt plan show "package:$package" --offline --json "$@"
    was=$(jq '.nodes | length' "$work/out")
    ok 'with two more nodes' lt plan show "package:$package" --offline --json "$@" --set "nodes=$(($(jq -r --arg p "$package" \
        '.packageplans[] | select(.name == $p) | .parameters[] | select(.name == "nodes") | .default' listed) + 2))"
    is $((was + 2)) "$(jq '.nodes | length' "$work/out")" 'it has two more'
    # shellcheck disable=SC2046 # words
    ok 'with every other parameter that may be changed' lt plan check "package:$package" --offline "$@" $(jq -r --arg p "$package" \
        '.packageplans[] | select(.name == $p) | .parameters[] | .name + "=" + ({region: "eu-central", type: "g6-standard-4",
        database_type: "g6-standard-4", journal_type: "g6-standard-2", clients: "198.51.100.0/24", name: "www.example.org",
        memory: "1G", heap: "2g", balancers: "3", databases: "5", replicas: "2", nimbuses: "3", slots: "8",
        controllers: "5", database: "shop", synchronous: "true"}[.name] // empty) | "--set", .' listed)
    warns_of_nothing 'with nothing to warn of, either'
    status 2 'fewer than none are refused' lt plan check "package:$package" --offline "$@" --set nodes=-1
    has err 'is less than' 'with the bound'
    if jq -e --arg p "$package" '.packageplans[] | select(.name == $p) | .parameters[] | select(.name == "url")' listed >/dev/null; then
        status 2 'another archive' lt plan check "package:$package" --offline "$@" --set url=https://example.org/other.tgz
        has err '--set digest=VALUE, too' 'has another digest'
        ok 'which may be said' lt plan check "package:$package" --offline "$@" --set url=https://example.org/other.tgz \
            --set "digest=$(printf '%0128d' 0)"
    fi
    grep -qF "| \`$package\` |" "$top/docs/packages.md"
    verdict $? 'docs/packages.md tells of it'
    for script in "$plans/$package"/*; do
        [ ! -e "$script" ] || grep -qF -- "$package/${script##*/}" "$plans/$package.yaml"
        verdict $? "$package/${script##*/} is used"
    done
done

ok 'as in 2017, without another word' lt plan check package:hdfs-ha --offline
status 2 'one that is not there' lt plan check package:ectd --offline
has err 'did you mean package:etcd?' 'finds the one that was meant'
for name in package: package:../etcd package:etcd/setup.sh package:/etc/passwd; do
    status 2 "$name" lt plan check "$name" --offline
done

# Parameters.
cat >parameters.yaml <<'P'
name: p
parameters:
  nodes: {default: 2, max: 3}
  script: hello.sh
regions:
- region: us-east
  nodes:
  - name: web
    type: 1gb
    count: ${nodes}
    init: {firstboot: [{script: '${script}', vars: {COUNT: '${nodes}'}}]}
P
echo 'echo ${nodes}' >hello.sh # a script's own lines are the shell's
cp hello.sh other.sh
ok 'parameters' lt plan show parameters.yaml --offline --json
is 2 "$(jq '.nodes | length' out)" 'their defaults'
ok 'set' lt plan show parameters.yaml --offline --json --set nodes=1 --set script=other.sh
is 1 "$(jq '.nodes | length' out)" 'another value'
status 2 'too many' lt plan check parameters.yaml --offline --set nodes=4
has err 'parameters.yaml:3:3: error: --set nodes=4: 4 is more than 3, the most' 'are refused at their place'
status 2 'what is none' lt plan check parameters.yaml --offline --set noeds=3
has err 'did you mean nodes?' 'finds what was meant'
status 2 'a value that does not fit' lt plan check parameters.yaml --offline --set script=nowhere.sh
has err 'parameters.yaml:11:33: error: the script nowhere.sh' 'is told where it stands'
has err "note: \${script} is 'nowhere.sh', by --set" 'and where it comes from'
for bad in '' = =1 nodes; do
    status 2 "--set '$bad'" lt plan check parameters.yaml --offline --set "$bad"
done
status 2 'bytes that are no UTF-8' lt plan check parameters.yaml --offline --set "$(printf 'script=\377\376')"
has err 'not valid UTF-8' 'are named'
status 2 'a very long value' lt plan check parameters.yaml --offline --set "script=$(head -c 9000 /dev/zero | tr '\0' x)"
long() {
    n=0
    while [ $((n += 1)) -le 70 ]; do set -- "$@" --set "nodes=1"; done
    lt plan check parameters.yaml --offline "$@"
}
status 2 'seventy of them' long

# plan new.
ok 'a plan to begin with' lt plan new
cp out starter.yaml
ok 'is a good one' lt plan check starter.yaml --offline
empty err 'with nothing to warn of'
ok 'one of a name' lt plan new shop shop.yaml
has shop.yaml 'name: shop' 'has it'
ok 'is a good one, too' lt plan check shop.yaml --offline --set nodes=5
cp shop.yaml before
status 2 'over a file that is there' lt plan new shop shop.yaml
cmp -s shop.yaml before
verdict $? 'it is never written'
ln -s nowhere link
status 2 'nor through a link' lt plan new shop link
[ ! -e nowhere ]
verdict $? 'to what is not there'
status 5 'a folder that is not there' lt plan new shop no/where.yaml
for name in '' 9 'a b' 'a: b' '../x' "$(printf 'a\nb')"; do
    status 2 "the name '$(printf %s "$name" | tr '\n' ' ')'" lt plan new "$name"
    empty out 'writes nothing'
done
finish
