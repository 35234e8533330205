#!/bin/sh
# SPDX-License-Identifier: MIT
# linodetool lab: a start that is interrupted while the base is made, and faults by command.
. "$(dirname "$0")/../testlib.sh"
trap 'kill "${lab-}" "${starting-}" 2>/dev/null; rm -rf "$work"' EXIT

# wait_for FILE : up to half a minute.
wait_for() {
    for _ in $(seq 300); do
        [ -e "$1" ] && return
        sleep 0.1
    done
    return 1
}

# ---- interrupted

mkdir "$work/bin"
cat >"$work/bin/mmdebstrap" <<S
#!/bin/sh
# Stands for the real one: begins, and does not end by itself.
trap 'rm -rf "$work/begun"; exit 1' TERM
for part; do case \$part in */*base*) mkdir -p "\$part" ;; esac; done
echo 'I: working' >&2
touch "$work/begun"
while :; do sleep 0.1; done
S
chmod +x "$work/bin/mmdebstrap"
PATH=$work/bin:$PATH "$LCT_BUILD/linodetool" lab start >"$work/out" 2>"$work/err" </dev/null &
starting=$!
wait_for "$work/begun"
verdict $? 'the base is being made'
kill -INT $starting
wait $starting
is 130 $? 'an interrupt ends the start'
has err 'the lab was not started' 'which is said'
is no "$([ -e "$work/begun" ] && echo yes || echo no)" 'what made the base was told to stop'
is base.lock "$(ls "$XDG_CACHE_HOME/lct-lab")" 'nothing half made is left'
is no "$([ -e "$XDG_STATE_HOME/lct-lab/status.json" ] && echo yes || echo no)" 'and no lab'

# ---- faults

"$LCT_BUILD/lct-lab" serve --no-nodes --state "$XDG_STATE_HOME/lct-lab" \
    --cache "$XDG_CACHE_HOME/lct-lab" 2>"$work/log" &
lab=$!
for _ in $(seq 100); do
    [ "$(jq -r .state "$XDG_STATE_HOME/lct-lab/status.json" 2>/dev/null)" = running ] && break
    sleep 0.1
done
url=$(jq -r .url "$XDG_STATE_HOME/lct-lab/status.json")
token=$(cat "$XDG_STATE_HOME/lct-lab/token")
asked() { # METHOD PATH : the status of the answer
    curl -s -o /dev/null -w '%{http_code}' -X "$1" -H "Authorization: Bearer $token" "$url$2"
}

ok 'a fault' lt lab fault 503 --count 2 --method GET --path '/v4/regions*'
has out '503 befalls 100 of 100 requests, GET /v4/regions*, 2 times more' 'is told'
is '200 503 503 200' "$(asked GET /v4/linode/types) $(asked GET /v4/regions) \
$(asked GET /v4/regions) $(asked GET /v4/regions)" 'strikes as often as was said, and nothing else'
ok 'another' lt lab fault 500 --rate 0.5 --seed 7
ok 'as JSON' lt lab fault 429 --rate 0 --json
is '500 0.5' "$(jq -r '.faults[] | select(.kind == "500") | "\(.kind) \(.rate)"' "$work/out")" \
    'both are there'
ok 'none of them' lt lab fault none
has out 'behaves' 'is told'
is 200 "$(asked GET /v4/regions)" 'and so it does'
for kind in $(lt complete -- lab fault ''); do
    ok "a kind that is completed: $kind" lt lab fault "$kind" --count 0
done
lt lab fault none >/dev/null
status 2 'a kind that there is not' lt lab fault 599
status 2 'a rate that is none' lt lab fault 500 --rate 2
has err '--rate 2' 'is named'
status 2 'a count that is none' lt lab fault 500 --count many
status 2 'no kind' lt lab fault
# ---- a lab that was killed, and whose number somebody else has now

status 0 'a lab that runs' lt lab status
cp "$XDG_STATE_HOME/lct-lab/status.json" "$work/told.json"
kill -9 $lab
wait $lab 2>/dev/null
sleep 600 >/dev/null 2>&1 &
stranger=$!
trap 'kill "$stranger" 2>/dev/null; rm -rf "$work"' EXIT
tells() { # STATUS.JSON'S CHANGE
    jq "$1" "$work/told.json" >"$XDG_STATE_HOME/lct-lab/status.json"
}
lives() { is 0 "$(kill -0 $stranger 2>/dev/null && echo 0)" "$1: the stranger lives"; }
tells ".pid = $stranger"
status 3 'nobody holds its lock: it is stopped' lt lab status
has out 'The lab is stopped.' 'is told'
status 5 'and there is no lab to ask' lt lab fault 500
ok 'stopping what is stopped' lt lab stop
has out 'The profile is default now.' 'tells the profile'
lives 'stopped'
# One that starts just now holds the lock, and has not written yet.
sh -c 'exec 9<"$0" && flock 9 && exec sleep 600' "$XDG_STATE_HOME/lct-lab/lab.lock" >/dev/null 2>&1 &
holder=$!
trap 'kill "$stranger" "$holder" 2>/dev/null; rm -rf "$work"' EXIT
while flock -n "$XDG_STATE_HOME/lct-lab/lab.lock" true; do sleep 0.1; done
tells ".pid = $stranger"
status 1 'a lab that is not this process' lt lab stop
has err "not as process $stranger" 'is not stopped'
lives 'started at another time'
tells ".pid = $stranger | .boot = \"of another one\""
status 3 'of another boot' lt lab status
ok 'nothing is to be stopped' lt lab stop
lives 'of another boot'
for change in '.url = "http://192.0.2.1"' '.url = "https://192.0.2.1/"' '.url = "http://u@127.0.0.1"' \
    '.token_file = "/etc/passwd"' '.dial = "/tmp/x\n    ProxyCommand touch x"'; do
    tells "$change"
    status 3 "a status with $change is none" lt lab status
done
tells '.'
status 0 'as it was' lt lab status
kill $stranger $holder
finish
