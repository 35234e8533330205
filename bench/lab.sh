# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # top
# A lab of the benchmark's own: started and stopped here, its nodes bare or made by linodetool, and a
# way to run programs inside its network, where no proxy stands between them and the nodes.

LCT_BUILD=${LCT_BUILD:-$top/build}
real_cache=${XDG_CACHE_HOME:-$HOME/.cache}
work=$(mktemp -d /tmp/lct-bench.XXXXXX)
export XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state
export XDG_CACHE_HOME=$work/cache HOME=$work/home NO_COLOR=1
unset LINODE_TOKEN LINODE_URL LINODE_PROFILE CREDENTIALS_DIRECTORY
mkdir -p "$work/home" "$work/cache" "$real_cache/lct-lab"
ln -s "$real_cache/lct-lab" "$work/cache/lct-lab" # the base image is made once a machine

lt() { "$LCT_BUILD/linodetool" "$@"; }
say() { echo "bench: $*" >&2; }
die() {
    say "$*"
    exit 1
}

lab_control() { # METHOD PATH [BODY]
    curl -sS --fail -X "$1" -H "Authorization: Bearer $control" -H 'Content-Type: application/json' \
        ${3:+--data "$3"} "$url/lab$2"
}

# Where this kernel counts CPU by groups, what the lab and all its nodes used can be told: unlike wall
# time it hardly depends on what else runs here.
group=/sys/fs/cgroup/cpuacct/lct-bench.$$

lab_cpu() { # seconds, or null
    [ -d "$group" ] || { echo null && return; }
    jq -n --argjson ns "$(cat "$group/cpuacct.usage")" '$ns / 1e9'
}

lab_up() {
    local status
    mkdir "$group" 2>/dev/null
    (
        [ ! -d "$group" ] || echo "$BASHPID" >"$group/cgroup.procs"
        lt lab start >"$work/lab.out" 2>&1
    ) || die "the lab does not start: $(tail -n 3 "$work/lab.out")"
    status=$XDG_STATE_HOME/lct-lab/status.json
    url=$(jq -r .url "$status")
    control=$(jq -r .control_token "$status")
    token=$(cat "$(jq -r .token_file "$status")")
    supervisor=$(pgrep -f -P "$(jq -r .pid "$status")" '^lct-lab supervisor')
    ssh-keygen -q -t ed25519 -N '' -f "$work/key"
}

lab_down() {
    local tries=0
    lt lab stop >/dev/null 2>&1
    while [ -d "$group" ] && ! rmdir "$group" 2>/dev/null && [ $((tries += 1)) -lt 50 ]; do
        sleep 0.1
    done
    rm -rf "$work"
}

# How fast Linodes may be asked for is the API's matter, not ours: the budget is lifted.
lab_empty() {
    lab_control POST /reset >/dev/null
    lab_control POST /limits '{"class": "create", "limit": 1000, "window_s": 15}' >/dev/null
}

# The lab's own network namespace: nodes are neighbours there.
in_lab() { nsenter --net="/proc/${network:-$supervisor}/ns/net" "$@"; }

# One HTTP connection asks for them all; `requests` is curl's own configuration. USERDATA is what
# anybody gives a Linode of one's own, a name: with it cloud-init runs, as in Linode's images.
bare_request() { # N USERDATA
    local i data=null
    for ((i = 1; i <= $1; i++)); do
        [ -z "$2" ] || data=$(printf '#cloud-config\nhostname: bare%d\n' "$i" | base64 -w 0 | jq -R '{user_data: .}')
        jq -n --arg key "$(cat "$work/key.pub")" --arg name "bare$i" --argjson metadata "$data" '{region: "us-east",
            type: "g6-nanode-1", image: "linode/debian12", private_ip: true, authorized_keys: [$key], label: $name}
            + if $metadata then {metadata: $metadata} else {} end' >"$work/body.$i"
        printf 'url = "%s/v4/linode/instances"\nrequest = POST\nheader = "Authorization: Bearer %s"\n' \
            "$url" "$token"
        printf 'header = "Content-Type: application/json"\ndata = "@%s"\nnext\n' "$work/body.$i"
    done | sed '$d' >"$work/requests"
}

# bare_up N USERDATA: Linodes with our key and nothing else. Makes hosts (NAME ADDRESS), targets
# (NAME ADDRESS HOSTKEY), known_hosts, ssh_config; sets `bare_s`, the seconds until SSH answered on
# all, and `bare_cpu`, what the lab and they needed for it.
bare_up() {
    local n=$1 began used
    bare_request "$n" "$2"
    used=$(lab_cpu)
    began=$(date +%s.%N)
    curl -sS --fail-early -K "$work/requests" | jq -r '"\(.label) \(.ipv4[0])"' >"$work/hosts"
    [ "$(grep -c '^bare[0-9]* [0-9.]*$' "$work/hosts")" = "$n" ] || die "the lab gave no $n Linodes"
    bare_wait "$n"
    # shellcheck disable=SC2034 # bench/run reads both
    bare_s=$(echo "$(date +%s.%N) - $began" | bc) bare_cpu=$(jq -n "$(lab_cpu) as \$now | $used | if . then \$now - . else null end")
    bare_files
}

# No log-in, so that it costs the nodes little: whose host key was seen is up.
bare_wait() { # N
    local until=$((SECONDS + 300)) left
    : >"$work/scanned"
    while [ "$(wc -l <"$work/scanned")" -lt "$1" ]; do
        [ $SECONDS -lt $until ] || die "not every node answers"
        left=$(awk 'FILENAME == ARGV[1] { seen[$1]; next } !($2 in seen) { print $2 }' "$work/scanned" "$work/hosts")
        # shellcheck disable=SC2086 # addresses are words
        in_lab ssh-keyscan -T 2 -t ed25519 $left 2>/dev/null | grep -v '^#' >>"$work/scanned"
        sleep 0.1
    done
}

bare_files() {
    awk 'FILENAME == ARGV[1] { key[$1] = $2 " " $3; next } { print $1, $2, key[$2] }' \
        "$work/scanned" "$work/hosts" >"$work/targets"
    awk '{ print $2, $3, $4 }' "$work/targets" >"$work/known_hosts"
    cat >"$work/ssh_config" <<C
User root
IdentityFile $work/key
IdentitiesOnly yes
UserKnownHostsFile $work/known_hosts
GlobalKnownHostsFile /dev/null
StrictHostKeyChecking yes
BatchMode yes
LogLevel ERROR
C
    # Nodes of linodetool have a firewall, and with it connection tracking, from their first second.
    # These get it before anything is measured: else a first rule set cuts the connection it came by.
    in_lab "$LCT_BUILD/bench/ssh_login" "$work/key" root --command \
        "nft 'table inet track { chain in { type filter hook input priority 0; ct state invalid drop; }; }'" \
        <"$work/targets" >/dev/null || die 'a bare node takes no rule'
}
