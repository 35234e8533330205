#!/bin/sh
# SPDX-License-Identifier: MIT
# What to do next is told as commands, to a person and in JSON alike; no call of the library is.
. "$(dirname "$0")/../testlib.sh"

cat >bad.yaml <<'P'
name: demo
regions:
- region: xyzzyx
  nodes:
  - {name: web, type: 1gb}
P

# --- errors
status 5 'a profile that there is not' lt profile list --profile nope
has err '      linodetool profile list shows those there are' 'a person is told a command'
status 5 'the same in JSON' lt profile list --profile nope --json
is 'linodetool profile list shows those there are' "$(jq -r .error.hint err)" 'is told it, too'

# --- problems of a plan
status 2 'a region that there is not' lt plan check bad.yaml --offline
has err '        = linodetool list regions shows those there are' 'as a compiler tells it'
hasnt err 'lct_' 'and no call'
status 2 'the same in JSON' lt plan check bad.yaml --offline --json
is 'linodetool list regions shows those there are' "$(jq -r '.problems[0].hint' out)" 'has the command in it'

# --- lists
ok 'nothing is like that' lt list types xyzzyxyzzy -q --json
is 'linodetool list types shows those there are' "$(jq -r .hint out)" 'and what there is'
ok 'a key is explained' lt plan explain nodes.kernel
has out 'linodetool list kernels shows all.' 'with what lists its values'

finish
