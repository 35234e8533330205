#!/bin/sh
# SPDX-License-Identifier: MIT
# One step at a time: where that may be said, by the configuration and by an option.
. "$(dirname "$0")/../testlib.sh"

mkdir -p "$XDG_CONFIG_HOME/linodetool"
config=$XDG_CONFIG_HOME/linodetool/config.yaml
for queue in parallel sequential; do
    echo "queue: $queue" >"$config"
    ok "the configuration: $queue" lt cluster list
done
for queue in rabbitmq Sequential '[sequential]' ''; do
    echo "queue: '$queue'" >"$config"
    status 2 "the configuration: '$queue'" lt cluster list
    has err "$config:1:8" 'is refused with its place'
    has err 'parallel, sequential' 'and with what it may be'
done
rm "$config"

printf 'name: x\nregions:\n- region: newark\n  nodes:\n  - {name: a, type: 1gb, image: debian12}\n' >p.yaml
# knows STATUS COMMAND.. : has the option: what is missing is a token, or the cluster.
knows() {
    wanted=$1
    shift
    status "$wanted" "$1 $2 --sequential" lt "$@" --sequential
    hasnt err option "$1 $2: is known"
    ok "$1 $2 --help" lt "$1" "$2" --help
    has out --sequential "$1 $2: and told"
}
for command in 'create x p.yaml' 'apply x p.yaml' 'adopt x'; do
    # shellcheck disable=SC2086 # words
    knows 4 cluster $command --yes
done
for command in 'scale x a=1' 'replace x x-01' 'start x' 'stop x' 'drain x' 'restart x' 'resume x' 'retry x' 'delete x'; do
    # shellcheck disable=SC2086 # words
    knows 5 cluster $command --yes
done
knows 0 cluster expire --yes
knows 4 node create newark 1gb debian12 --yes
knows 5 node delete x-01 --yes
knows 5 node start x-01 --yes
knows 5 node stop x-01 --yes
knows 5 node drain x-01 --yes
knows 5 node reboot x-01 --yes
knows 5 node rebuild x-01 --yes
knows 5 hook rerun x --yes
for command in 'cluster list' 'cluster audit' 'cluster plan x p.yaml' 'hook list x' 'node show x'; do
    # shellcheck disable=SC2086 # words
    status 2 "$command: changes nothing" lt $command --sequential
    has err 'there is no option --sequential' "$command: and has no such option"
done
status 2 'a wrong one' lt cluster create x p.yaml --sequental
has err --sequential 'finds it'
status 2 'with a value' lt cluster create x p.yaml --sequential=yes
has err 'takes no value' 'is refused'
is --sequential "$(lt complete -- cluster scale x -- | cut -f1 | grep -x -e --sequential)" 'completion knows it'
finish
