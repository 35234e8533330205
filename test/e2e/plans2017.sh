# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # work, top, dial are of e2e.sh and of the test
# plans2017.sh - what the tests of the plans published in 2017 share: the plans with the mends that `plan check` names,
# playbooks where one of them has them, their lives. Sourced after e2e.sh.

# mended NAME BY : that plan, with one node in the place of so many.
mended() {
    sed 's/kafkacounte3/kafkacounter3/' "$top/test/case/2017/$1-2017.yaml" |
        awk -v by="$2" '$1 == "count:" { sub(/[0-9]+/, $2 > by ? int($2 / by) : 1) } { print }' >"$work/$1.yaml"
}

# The playbooks that the plan of WordPress expects on this machine.
mkdir -p "$work/mnt/deploymentscripts/ansible" "$work/mnt/deploymentscripts/mysql"
cat >"$work/mnt/deploymentscripts/ansible/memcached.yaml" <<'P'
- hosts: memcached
  gather_facts: false
  tasks:
  - ansible.builtin.shell: apt-get -q update && apt-get -q -y install --no-install-recommends memcached
P
cat >"$work/mnt/deploymentscripts/mysql/ndb.yaml" <<'P'
- hosts: ndbdatanodes
  gather_facts: false
  tasks:
  - ansible.builtin.shell: findmnt -n -t xfs /mnt/ndb && hostname >/mnt/ndb/node
P
cat >"$work/mnt/deploymentscripts/mysql/ndbmgmt.yaml" <<'P'
- hosts: ndbmgmtnodes
  gather_facts: false
  tasks:
  - ansible.builtin.copy:
      dest: /etc/config.ini
      content: "{% for node in groups['ndbdatanodes'] %}[ndbd]\nHostName={{ node }}\n{% endfor %}"
P

# in_2017 COMMAND.. : linodetool where these lie below /mnt; nobody else sees them there.
in_2017() {
    unshare --mount sh -c 'mount --bind "$0" /mnt && exec "$@"' "$work/mnt" "$LCT_BUILD/linodetool" "$@"
}

requests() { # so many the lab has heard
    lab_control GET /log | jq '.[-1].n'
}
# measured WHAT COMMAND.. : it ends well; how long that took, and what it asked for.
measured() {
    began=$(date +%s) heard=$(requests)
    ok "$@"
    echo "# $(($(date +%s) - began)) s, $(($(requests) - heard)) requests"
}

count() { # PATH JQ : how many of that the account has, of which that is so
    api GET "/v4/$1?page_size=500" | jq "[.data[] | select($2)] | length"
}
nodes() { # CLUSTER JQ : how many nodes are so
    lt cluster nodes "$1" --json | jq "[.nodes[] | select($2)] | length"
}
# say CLUSTER GROUP COMMAND : what its nodes say, each answer behind how many say so.
say() {
    lt cluster run "$1" --on "$2" -l root --json -- "$3" |
        jq -r '.nodes[] | "\(.status) \(.stdout | rtrimstr("\n"))"' | sort | uniq -c | awk '{ $1 = $1 } { print }'
}

# --- WordPress: web servers, caches, databases and two NodeBalancers in each of two regions

of_plan() { # JQ : of the whole plan, asked once
    jq -r "$1" "$work/shown"
}
of_group() { # NAME : how many nodes it has in both regions
    of_plan "[.nodes[] | select(.group == \"$1\")] | length"
}
up() { # how many nodes its balancers see up
    lt cluster show ha-wordpress 2>/dev/null | grep -o ' UP' | wc -l
}
fronts() { # NAME : the addresses of its balancers
    api GET /v4/nodebalancers | jq -r ".data[] | select(.label | endswith(\"$1\")) | .ipv4"
}
pages() { # what the web servers of both regions answer from outside
    for front in $(fronts webservernb); do
        python3 "$top/test/lab/visitor.py" "$dial" get "$front" 80 1
    done | sort | uniq -c | awk '{ $1 = $1 } { print }'
}
greetings() { # how many databases greet
    for front in $(fronts mysqlnb); do
        python3 "$top/test/lab/visitor.py" "$dial" greets "$front" 3306 | grep -ac MariaDB
    done | paste -sd+ | bc
}
all_serve() { # WHEN
    becomes $((webs + databases)) "$1: the balancers see all web servers and databases up" up
    is '2 200 It works.' "$(pages)" 'web servers answer in both regions'
    is 2 "$(greetings)" 'and databases'
    is "$(of_group memcached) 0 active" "$(say ha-wordpress memcached 'systemctl is-active memcached')" 'caches run'
    is "$data 0 xfs" "$(say ha-wordpress ndbdatanodes 'findmnt -no FSTYPE /mnt/ndb')" \
        'data nodes have their volumes'
    is "$data 0 yes" "$(say ha-wordpress ndbdatanodes 'grep -qx "$(hostname)" /mnt/ndb/node && echo yes')" \
        'with what their playbook left there'
    ok 'all is as it was made' lt cluster audit ha-wordpress
}

try_wordpress() { # BY
    mended ha-wordpress "$1"
    in_2017 plan show "$work/ha-wordpress.yaml" --accept-substitutes --json >"$work/shown" 2>"$work/show.err"
    all=$(of_plan '.nodes | length') webs=$(of_group webservers) databases=$(of_group mysqlnodes) data=$(of_group ndbdatanodes)
    late=$((databases + $(of_group memcached))) # boot-on-create: false

    measured "WordPress: $all nodes are created" in_2017 cluster create ha-wordpress "$work/ha-wordpress.yaml" \
        --accept-substitutes --yes
    is "$((all - late)) $late" "$(count linode/instances '.status == "running"') $(count linode/instances '.status == "offline"')" \
        'those run that are to be booted then'
    is "4 $data" "$(count nodebalancers true) $(count volumes true)" 'there are balancers and volumes'
    becomes "$webs" 'the balancers see the web servers up' up
    is "$(of_group ndbmgmtnodes) 0 $data" "$(say ha-wordpress ndbmgmtnodes 'grep -c HostName /etc/config.ini')" \
        'a playbook knows the nodes that another is for'

    measured 'started' lt cluster start ha-wordpress --yes
    is "$all" "$(nodes ha-wordpress '.state == "started"')" 'all are ready, their playbooks need not be there any more'
    all_serve 'started'
    measured 'stopped' lt cluster stop ha-wordpress --yes
    is "$all" "$(count linode/instances '.status == "offline"')" 'all are off'
    measured 'started again' lt cluster start ha-wordpress --yes
    all_serve 'once more'
    measured 'deleted' lt cluster delete ha-wordpress --delete-volumes --yes
    is '0 0 0' "$(linodes) $(count nodebalancers true) $(count volumes true)" 'nothing is left'
}

# --- IoT: two clusters of one plan, at the same time

both() { # VERB ARG.. : cluster VERB of each of the two, beside each other
    verb=$1
    shift
    lt cluster "$verb" iot-cluster1 "$@" >"$work/other" 2>&1 &
    other=$!
    lt cluster "$verb" iot-cluster2 "$@"
    ended=$?
    wait $other && return $ended
    cat "$work/other"
    return 1
}

try_iot() { # BY
    mended iot "$1"
    lt plan show "$work/iot.yaml" --accept-substitutes --json >"$work/shown" 2>"$work/show.err"
    all=$(of_plan '.nodes | length') data=$(of_group postgrescluster)

    measured "IoT: twice $all nodes are created side by side" both create "$work/iot.yaml" --accept-substitutes --yes
    is "$all $all" "$(nodes iot-cluster1 '.state == "started"') $(nodes iot-cluster2 '.state == "started"')" 'all are ready'
    is "$((2 * all)) $((2 * data))" "$(api GET '/v4/linode/instances?page_size=500' | jq '[.data[].label] | unique | length') $(
        count volumes true)" 'no two have one label'
    for cluster in iot-cluster1 iot-cluster2; do
        is "$(of_plan '[.nodes[] | "\(.region) \(.name)"] | sort | join(" ")')" \
            "$(lt cluster nodes $cluster --json | jq -r '[.nodes[] | "\(.region) \(.name)"] | sort | join(" ")')" \
            "$cluster has the host names of the plan"
        is "$all 0 $((3 * all))" "$(say $cluster '*' "sed -n '/^# lct begin/,/^# lct end/p' /etc/hosts | grep -vc '^#'")" \
            'its nodes know each other, each by three names, and nobody else'
        is "$data 0 xfs" "$(say $cluster postgrescluster 'findmnt -no FSTYPE /mnt/db')" 'databases have their volumes'
        ok 'all is as it was made' lt cluster audit $cluster
    done
    measured 'both are deleted' both delete --delete-volumes --yes
    is '0 0' "$(linodes) $(count volumes true)" 'nothing is left'
}
