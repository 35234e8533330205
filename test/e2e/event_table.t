#!/bin/sh
# SPDX-License-Identifier: MIT
# Every event with every scheme that may run there: it runs, where and as often as it should. A further scheme is a row
# of `schemes`, what it says, and where that is found.
. "$(dirname "$0")/e2e.sh"
lab_up

events='created firstboot boot sshready clusterstarting clusterstarted regionready planready clusterstopping membership destroy'
schemes='script local localansible puppet chef firewall cloudinit stackscript'
[ -z "${LCT_LONG-}" ] || ! command -v ansible-playbook >/dev/null || schemes="$schemes ansible"
# Tools of the nodes are stood in for by what writes down that it was called: test/e2e/converge.t has the real ones.
tools='ansible-playbook puppet chef-solo'
may_run() { # SCHEME EVENT
    case $1.$2 in
    local.*) ;;
    *.created) false ;;
    cloudinit.* | stackscript.*) [ "$2" = firstboot ] ;;
    script.*) ;;
    *.boot) false ;;
    firewall.clusterstopping | firewall.membership | firewall.destroy) false ;;
    esac
}
says() { # SCHEME EVENT : a step of a plan
    case $1 in
    script) echo "{name: script, script: 'echo script $2 >>/var/table'}" ;;
    local) echo "{name: local, local: 'echo \"\$LCT_HOSTNAME local $2\" >>$work/table'}" ;;
    localansible | puppet) echo "{name: $1, $1: site/some, args: [$2]}" ;;
    chef) echo "{name: chef, chef: site/some.json, args: [$2]}" ;;
    firewall) echo "{name: firewall, firewall: ['allow in tcp $(port "$2") from any']}" ;;
    cloudinit) echo '{name: cloudinit, cloudinit: cloud.yaml}' ;;
    stackscript) echo "{name: stackscript, stackscript: table}" ;;
    ansible) echo "{name: ansible, ansible: site/from-here.yaml, vars: {event: $2}}" ;;
    esac
}
port() { # EVENT
    # shellcheck disable=SC2086 # a list of words
    printf '%s\n' $events | awk -v e="$1" '$1 == e { print 7000 + NR }'
}
look() { # NODE
    lt node ssh "$1" -l root -- 'cat /var/table; nft list chain inet lct in_rules' >"$work/there" 2>/dev/null
}
found() { # SCHEME EVENT NODE : how often it ran there, which was looked at
    case $1 in
    local) grep -cx "$3 local $2" "$work/table" ;;
    firewall) grep -c "dport $(port "$2") " "$work/there" ;;
    *) grep -cx "$1 $2" "$work/there" ;;
    esac
}
# Rules are there or not; what makes nodes so, and is so already, is not done again at another start.
counted() { # SCHEME TIMES
    case $1 in
    firewall) [ "$2" = 0 ] && echo 0 || echo 1 ;;
    *) echo "$2" ;;
    esac
}

mkdir "$work/site"
printf "#cloud-config\nruncmd: ['echo cloudinit firstboot >>/var/table']\n" >"$work/cloud.yaml"
echo some >"$work/site/some"
echo '{}' >"$work/site/some.json"
cat >"$work/site/from-here.yaml" <<'P'
- hosts: all
  gather_facts: false
  tasks:
  - ansible.builtin.raw: echo "ansible {{ event }}" >>/var/table
P
for tool in $tools; do
    # shellcheck disable=SC2016 # of the recorder
    printf '#!/bin/sh\nfor one; do case " %s " in *" $one "*) echo %s $one >>/var/table ;; esac; done\n' "$events" \
        "$(echo "$tool" | sed 's/-playbook//; s/-solo//; s/^ansible/localansible/')" >"$work/$tool"
done
{
    printf 'name: t\nregions:\n- region: us-east\n  nodes:\n  - name: web\n    type: g6-nanode-1\n    image: linode/debian12\n    count: 1\n    nodenames: web-{index}\n    files:\n'
    for tool in $tools; do
        echo "    - {path: /usr/local/bin/$tool, mode: '0755', source: $tool}"
    done
    echo '    init:'
    for event in $events; do
        echo "      $event:"
        for scheme in $schemes; do
            may_run "$scheme" "$event" && echo "      - $(says "$scheme" "$event")"
        done
        # Who goes is looked at before.
        [ "$event" != destroy ] || echo "      - {name: stay, local: 'false'}"
        # One of all that stop.
        [ "$event" != clusterstopping ] || echo "      - {name: single, local: 'echo one >>$work/single', on: one}"
    done
} >"$work/plan.yaml"
: >"$work/table"
api POST /v4/linode/stackscripts '{"label":"table","images":["any/all"],"script":"#!/bin/sh\necho stackscript firstboot >>/var/table\n"}' >/dev/null
# ran HOW NODE EVENT=TIMES.. : others did not.
ran() {
    how=$1 node=$2
    shift 2
    look "$node"
    for event in $events; do
        times=0
        for one; do [ "${one%=*}" != "$event" ] || times=${one#*=}; done
        for scheme in $schemes; do
            if may_run "$scheme" "$event"; then
                is "$(counted "$scheme" "$times")" "$(found "$scheme" "$event" "$node")" "$how: $scheme at $event on $node"
            fi
        done
    done
}
started='created=1 firstboot=1 boot=1 sshready=1 clusterstarting=1 clusterstarted=1 regionready=1 planready=1'
again='created=1 firstboot=1 boot=2 sshready=2 clusterstarting=2 clusterstarted=2 regionready=2 planready=2 clusterstopping=1'
# What there cannot be is refused.
for scheme in $schemes; do
    for event in $events; do
        may_run "$scheme" "$event" && continue
        printf 'name: n\nregions: [{region: us-east, nodes: [{name: a, type: 1gb, init: {%s: %s}}]}]\n' "$event" "$(says "$scheme" "$event")" >"$work/no.yaml"
        status 2 "$scheme at $event" lt plan check "$work/no.yaml"
        has "$work/err" "cannot run at $event" 'is refused'
    done
done
ok 'created' lt cluster create t "$work/plan.yaml" --yes
# shellcheck disable=SC2086 # a list of words
ran created web-1 $started
ok 'stopped' lt cluster stop t --yes
is one "$(cat "$work/single")" 'one of those who stop is one'
ok 'started' lt cluster start t --yes
# shellcheck disable=SC2086
ran 'started again' web-1 $again
ok 'one joins' lt cluster scale t web=2 --yes
# shellcheck disable=SC2086
ran 'another joined' web-1 $again membership=1
# shellcheck disable=SC2086
ran 'it joined' web-2 $started
status 3 'it is to leave' lt cluster scale t web=1 --yes
# shellcheck disable=SC2086
ran 'leaving' web-2 $started destroy=1
ok 'by force' lt cluster scale t web=1 --force --yes
# shellcheck disable=SC2086
ran 'the other left' web-1 $again membership=2
finish
