#!/bin/sh
# SPDX-License-Identifier: MIT
# Wrong command lines - what is said, and the exit status - and the places where words may stand.
. "$(dirname "$0")/../testlib.sh"

# says DESCRIPTION MESSAGE HINT WORD..
says() {
    case=$1 message=$2 hint=$3
    shift 3
    status 2 "$case" lt "$@"
    has err "$message" "$case: $message"
    [ -z "$hint" ] || has err "$hint" "$case: $hint"
}
says 'a wrong noun' 'no command `cluser`' 'did you mean `cluster`?' cluser list
says 'another' 'no command `secert`' 'did you mean `secret`?' secert list
says 'a wrong verb' 'no command `cluster crate`' 'did you mean `cluster create`?' cluster crate x y
says 'another wrong verb' 'no command `plan chek`' 'did you mean `plan check`?' plan chek x.yaml
says 'a noun nobody could mean' 'no command `frobnicate`' 'linodetool --help' frobnicate
hasnt err 'did you mean' 'nothing is made up'
says 'a verb nobody could mean' 'no command `node frobnicate`' 'create, list, show, ssh, start, stop, drain, reboot, rebuild, delete' \
    node frobnicate
says 'a noun alone' 'wants one of: create, plan, list' '' cluster
says 'a wrong option' 'no option --jsn' 'did you mean `--json`?' cluster list --jsn
says 'a wrong option of the command' 'no option --accept-substitute' \
    'did you mean `--accept-substitutes`?' plan show x --accept-substitute
says 'an option of another command' 'no option --format' '' cluster list --format x
says 'a wrong letter' 'no option -x' '' cluster list -x
says 'an option before its command' 'no option --yes' '' --yes cluster delete x
says 'an option without its value' '--context wants a value' '' cluster list --context
says 'a letter without its value' '-l wants a value' '' node ssh web -l
says 'a value for a switch' '--json takes no value' '' cluster list --json=yes
while read -r words; do
    # shellcheck disable=SC2086 # words
    lt $words --yes --no-such-option >"$work/out" 2>"$work/err"
    has err 'no option --no-such-option' "--yes is taken: $words"
done <<'C'
cluster create x y
cluster apply x y
cluster scale x web=2
cluster resume x
cluster retry x
cluster delete x
cluster run x
cluster cp x a :b
node create 1gb
node delete x
secret set a b
secret delete a
profile use lab
lab start
lab stop
lab reset
lab fault none
C
says 'too few arguments' 'cluster create NAME PLAN' 'cluster create --help' cluster create x
says 'too many' 'too many arguments' '' cluster list x
says 'a wrong choice' 'not one of none|packages' '' lab start --internet all
says 'half a choice' 'not one of none|packages' '' lab start --internet no
says 'a wrong speed' 'not one of instant' '' lab start --speed warp
says 'a wrong number' 'no number of nodes' '' lab start --nodes-max many
says 'a wrong id' 'no id of an operation' 'operation list' operation show seven
says 'a wrong port' 'no port' '' lab dial 198.18.0.2 70000
says 'a wrong parameter' 'not NAME=VALUE' '' plan check x.yaml --set nodes
says 'a wrong shell' 'bash, zsh and fish' '' completion tcsh
for context in one one/ /a one/a/b; do
    says "the context $context" 'not APP/CUSTOMER' '' cluster list --context "$context"
done
status 2 'an empty word' lt ''
status 2 'an empty verb' lt cluster ''

says 'parts of a secret' 'too many arguments' '' secret set token c0ffee S3CRET app me
hasnt err S3CRET 'are not repeated'
says 'what may be a key' 'no such option' '' secret set token '-----BEGIN KEY S3CRET'
hasnt err S3CRET 'is not repeated, either'

ok 'options before the noun' lt --json cluster list
has out '"clusters": []' 'do the same'
ok 'and between noun and verb' lt cluster --json list
ok 'letters may be joined' lt cluster list -qv
ok 'a value may be joined by =' lt cluster list --context=app/me
ok 'an option of a command without verb' lt query --format '{label}'
ok 'end of options' lt query -- name=a
status 2 'behind it, all is argument' lt cluster list -- --json
status 4 'a node of unquoted words' lt node create newark 1gb ubuntu 24.04 lts --yes
finish
