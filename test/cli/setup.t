#!/bin/sh
# SPDX-License-Identifier: MIT
# Configuration, profiles, contexts, tokens, queries.
. "$(dirname "$0")/../testlib.sh"

mkdir -p "$XDG_CONFIG_HOME/linodetool/profiles"
config=$XDG_CONFIG_HOME/linodetool/config.yaml
: >"$config"
ok 'an empty configuration' lt cluster list
printf 'store: sqlite\nsecrets: [\n' >"$config"
status 2 'a broken one' lt cluster list
has err "$config:" 'is named'
printf 'store: sqlite\nsecretz: plain\n' >"$config"
status 2 'an unknown key' lt cluster list
has err "$config:2:1" 'with its line'
has err 'did you mean secrets?' 'and a suggestion'
is '' "$(tail -n 1 "$work/err" | grep -x '')" 'without an empty line at the end'
status 2 'as JSON' lt cluster list --json
is usage "$(jq -r .error.code "$work/err")" 'has its code'
printf 'secrets: vault\n' >"$config"
status 2 'a driver that is not there' lt cluster list
has err vault 'is named'
rm "$config"
status 2 'a configuration that is not there' lt --config nowhere.yaml cluster list
printf 'secrets: none\n' >other.yaml
status 4 'another configuration' lt --config other.yaml profile show
ok 'beside the first' lt secret list

printf 'url: http://127.0.0.1:9\ntoken-file: token\n' >"$XDG_CONFIG_HOME/linodetool/profiles/mine.yaml"
ok 'profiles' lt profile list --json
is 'default true mine false' "$(jq -r '[.profiles[] | "\(.name) \(.current)"] | join(" ")' "$work/out")" \
    'are listed'
ok 'another is used' lt profile use mine
is mine "$(lt profile list --json | jq -r '.profiles[] | select(.current).name')" 'from now on'
status 4 'its token is not there' lt profile show
has err token 'and its file named'
status 4 'for one command, another profile' lt --profile default profile show
has err 'profile default' 'is asked'
is mine "$(lt profile list --json | jq -r '.profiles[] | select(.current).name')" 'and no more'
status 5 'one that is not there' lt profile use nope
has err 'linodetool profile list' 'the list is named'
status 2 'no name of a profile' lt --profile ../x cluster list
ok 'back' lt profile use default

status 4 'no token' lt profile show
has err https://cloud.linode.com/profile/tokens 'where to make one'
has err 'linodetool secret set personal-token' 'where to put it'
has err 'linodetool lab start' 'or to do without'
printf 'name: x\nregions:\n- region: newark\n  nodes:\n  - {name: a, type: 1gb, image: debian12}\n' >p.yaml
status 4 'a cluster without a token' lt cluster create x p.yaml --yes
status 4 'a token file that is not there' lt --token-file nowhere profile show
token() { LINODE_TOKEN=$1 lt profile show; }
status 4 'what no token looks like' token 'a S3CRET'
hasnt err S3CRET 'is not quoted'
status 1 'a token for nobody' token s3cret-token
hasnt err s3cret-token 'the token is not in the error'
has err 127.0.0.1:9 'but who was asked'

# A pair of applications, each with nothing of the other's.
lt --context one/a secret set k v1 -q
lt --context one/b secret set k v2 -q
is 'v1 v2' "$(lt --context one/a secret get k) $(lt --context one/b secret get k)" 'contexts are apart'
for context in one one/ /a one/a/b ../x/y; do
    status 2 "$context is no context" lt --context "$context" cluster list
done

for expression in '' 'name=a' 'cluster = x and (tag=a or not state!=started)' 'name~web' \
    "image='linode/debian12'" 'NOT name==a AND group=b'; do
    ok "query: $expression" lt query "$expression" --json
    is 0 "$(jq '.nodes | length' "$work/out")" 'finds nothing here'
done
for expression in 'name' 'name=' '=a' 'name=a b=c' '(name=a' 'name=a)' 'name="a' 'and' 'not' \
    'name=a and' 'name<5' "$(printf '%0200d' 0 | tr 0 '(')name=a"; do
    status 2 "no query: $(printf %.30s "$expression")" lt query "$expression"
    has err column 'the place is told'
done
status 2 'an unknown field' lt query 'clster=x'
has err 'did you mean cluster?' 'a suggestion'
status 2 'no format' lt query --format '{label'

status 5 'ssh-config of an unknown cluster' lt ssh-config nope
ok 'ssh-config of nothing' lt ssh-config
status 5 'ssh-agent of an unknown cluster' lt ssh-agent nope
ok 'empty lists' lt node list
has out 'no nodes' 'say so'
ok 'as JSON' lt node list --json
is '{"nodes":[]}' "$(jq -c . "$work/out")" 'are empty'
status 3 'the lab is not there' lt lab status --json
is stopped "$(jq -r .state "$work/out")" 'and says so'

is 0 "$(find "$work/data" -type f ! -perm 0600 | wc -l)" 'files are 0600'
is 0 "$(find "$work/data" -type d ! -perm 0700 | wc -l)" 'folders are 0700'
finish
