#!/bin/bash
# SPDX-License-Identifier: MIT
# Completion: what the tool offers at the cursor, and bash with the script that it prints.
. "$(dirname "$0")/../testlib.sh"

at() { # WORD.. : the candidates, without descriptions, sorted, on one line
    lt complete -- "$@" 2>&1 | cut -f1 | sort | tr '\n' ' '
}
is 'cluster completion hook lab list node operation plan profile query secret ssh-agent ssh-config store version volume ' "$(at '')" 'nouns'
verbs=$(lt cluster --help | sed -nE 's/^  cluster ([a-z]+) .*/\1/p' | sort | tr '\n' ' ')
is "$verbs" "$(at cluster '')" 'verbs'
is "$verbs" "$(at --context a/b cluster '')" 'verbs behind an option'
at cluster create - >out
for option in --accept-substitutes --dry-run --json --yes; do
    has out $option "options: $option"
done
is 'bash fish zsh ' "$(at completion '')" 'shells'
is 'none packages ' "$(at lab start --internet '')" 'words of an option'
is 'none packages ' "$(at lab start --internet = '')" 'as bash cuts --option=value'
is ':files ' "$(at plan check '')" 'files'
is ':files ' "$(at cluster create prod '')" 'a file as second argument'
is ':files ' "$(at cluster list --token-file '')" 'a file of an option'
is 'default ' "$(at profile use '')" 'profiles'
is 'default ' "$(at cluster list --profile '')" 'profiles of an option'
is 'default-root-ssh-public-key personal-token ' "$(at secret get '')" 'secrets'
at list regions '' >out
has out ' us-east ' 'regions'
at list types --region u >out
has out ' us-east ' 'regions of an option'
at node create '' >out
has out ' linode/debian12 ' 'what makes a node'
at cluster create x pack >out
has out 'package:etcd ' 'packaged plans'
at list packageplans '' >out
has out ' etcd ' 'by their names'
at cluster create x package:etcd --set '' >out
has out 'nodes= ' 'parameters of a packaged plan'
printf 'name: x\nparameters: {size: {help: how big}, town: Newark}\nbad: yes\n' >p.yaml
is 'size= town= ' "$(at cluster apply x p.yaml --set '')" 'of a file, though it has errors'
is '' "$(at cluster apply x https://example.com/p.yaml --set '')" 'none of what is far away'
at lab fault '' >out
has out '429 429-bare' 'faults'
is '' "$(at node ssh '')" 'no nodes yet'
is '' "$(at node ssh web -- '')" 'nothing of a command on a node'
is '' "$(at --config "$work/none" cluster show '')" 'no errors'
is '' "$(at frobnicate '')" 'nothing of what is not there'

for shell in bash zsh fish; do
    ok "a script for $shell" lt completion $shell
    has out 'complete --' "which asks the tool ($shell)"
done

PATH=$LCT_BUILD:$PATH
eval "$(lt completion bash)"
completes() { # WANTED WORD..
    COMP_WORDS=(linodetool "${@:2}") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _linodetool
    is "$1" "$(printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' ' | sed 's/ $//')" "bash completes: ${*:2}"
}
completes create cluster cr
completes 'secret ssh-agent ssh-config store' s
completes --dry-run node create --dr
completes packages lab start --internet p
completes zsh completion z
completes personal-token secret get per
completes etcd cluster create x package : et
completes 'nodes=' cluster create x package : etcd --set no
finish
