#!/bin/sh
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
kill $lab
wait $lab
status 5 'no lab' lt lab fault 500
finish
