#!/bin/sh
# SPDX-License-Identifier: MIT
# --json: both streams are JSON and nothing else, whatever comes - an answer, progress, warnings, mistakes.
# On standard output one document; on standard error one a line, an error the last.
. "$(dirname "$0")/e2e.sh"
lab_up
cd "$work" || exit 1
cat >plan.yaml <<'P'
name: j
regions:
- region: us-east
  nodes: [{name: web, type: 1gb, count: 2, nodenames: 'web-{index:02}', init: {firstboot: [{script: hook.sh}]}}]
P
sed 's/count: 2/count: 1, tag: front/' plan.yaml >other.yaml
sed 's/1gb/1gbb/' plan.yaml >wrong.yaml
echo true >hook.sh

# pure STATUS DESCRIPTION COMMAND..
pure() {
    wanted=$1 what=$2
    shift 2
    lt "$@" --json >answer 2>said </dev/null
    is "$wanted" $? "$what"
    [ "$last" = ok ] || sed 's/^/#   /' answer said | head -n 20
    is 1 "$(jq -s 'length <= 1' answer 2>&1 | grep -cx true)" "$what: one document, or none"
    is '' "$(while read -r line; do
        printf '%s' "$line" | jq -e 'type == "object"' >/dev/null 2>&1 || printf '%s\n' "$line"
    done <said)" "$what: nothing else is said"
}

pure 0 'a plan' cluster plan j plan.yaml
pure 0 'a cluster' cluster create j plan.yaml --yes
is 1 "$(jq -s 'map(select(.event == "end")) | length' said)" 'progress is told, too'
pure 0 'nothing to do' cluster create j plan.yaml --yes
pure 2 'a wrong plan' cluster apply j wrong.yaml --yes
is 'problems error' "$(jq -r 'keys[0]' said | xargs)" 'its problems, then the error'
pure 2 'a plan checked' plan check wrong.yaml
pure 2 'a question that nobody answers' cluster delete j
pure 0 'another plan' cluster apply j other.yaml --yes
pure 0 'scaled' cluster scale j web=2 --yes
for words in 'cluster list' 'cluster show j' 'cluster nodes j' 'cluster audit j' 'cluster graph j' 'cluster delete j --dry-run' \
    'cluster run j -- hostname' 'hook list j' 'hook rerun j --yes' 'node list' 'node show web-01' 'operation list' \
    'operation show 1' 'operation show 1 --log' 'operation watch' 'list regions' 'list types' 'list images gentoo' \
    'plan show plan.yaml' 'plan explain nodes' 'plan schema' 'plan new' 'list packageplans' 'query' 'ssh-config' 'ssh-agent j' \
    'secret list' 'profile list' 'profile show' 'store list' 'version' 'completion bash' 'lab status'; do
    case $words in
    'operation watch' | *' -- '*) ;; # one document a line; and --json stands before the command
    *)
        # shellcheck disable=SC2086 # words
        pure 0 "$words" $words
        ;;
    esac
done
pure 5 'what is not there' cluster show nowhere
pure 2 'a command that is none' cluster crate
status 1 'a command that fails' lt cluster run j --json -- false
is failed "$(jq -r .error.code "$work/err")" 'is told as JSON'
pure 0 'deleted' cluster delete j --yes
finish
