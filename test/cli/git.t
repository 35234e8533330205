#!/bin/sh
# SPDX-License-Identifier: MIT
# What plans name out of git repositories: by whole commits, without passwords; fetched once, kept in the cache.
. "$(dirname "$0")/../testlib.sh"

git() { command git -c user.name=n -c user.email=e@x -c init.defaultBranch=main "$@"; }
mkdir -p r/site/roles
git -C r init -q
echo '- hosts: all' >r/site/web.yaml
echo 'echo hello' >r/setup.sh
git -C r add .
git -C r commit -qm 1
commit=$(git -C r rev-parse HEAD)
naming() { # STEP : a plan with it
    printf 'name: g\nregions:\n- region: us-east\n  nodes:\n  - type: 1gb\n    init:\n      firstboot:\n      - %s\n' "$1" >plan.yaml
}

naming "{localansible: 'git+file://$work/r@$commit//site/web.yaml', files: 'git+file://$work/r@$commit//setup.sh'}"
ok 'a playbook with its folder' lt plan check plan.yaml --offline
ok 'its commit is in the cache' test -d "$work/cache/linodetool/git/$commit"
mv r away
ok 'where it is not asked for again' lt plan check plan.yaml --offline
naming "{script: 'git+file://$work/r@$commit//setup.sh'}"
ok 'for another file either' lt plan check plan.yaml --offline
naming "{script: 'git+file://$work/r@$commit//other.sh'}"
status 2 'one that it has not' lt plan check plan.yaml --offline
has err "commit $(echo "$commit" | cut -c 1-12) has no other.sh" 'is told'
rm -rf "$work/cache/linodetool/git"
status 2 'without the cache' lt plan check plan.yaml --offline
has err 'git says:' 'git has the word'
has err 'git ls-remote' 'and what helps is told'
mv away r

naming "{script: 'git+file://$work/r@main//setup.sh'}"
status 2 'a branch' lt plan check plan.yaml --offline
has err "git ls-remote file://$work/r main tells its commit" 'what to ask is told'
naming "{script: 'git+https://user:hunter2@127.0.0.1/r@$commit//setup.sh'}"
status 2 'a password' lt plan check plan.yaml --offline
hasnt err hunter2 'is not shown'
has err 'plan.yaml:8:' 'but its place'
status 2 'as JSON' lt plan check plan.yaml --offline --json
cat "$work/out" "$work/err" >both
hasnt both hunter2 'neither'

# The plan itself: what lies beside it is of its commit.
cat >r/site/plan.yaml <<'P'
name: g
regions:
- region: us-east
  nodes:
  - {type: 1gb, init: {firstboot: [{script: roles/setup.sh}, {localansible: web.yaml}]}}
P
echo 'echo hello' >r/site/roles/setup.sh
git -C r add .
git -C r commit -qm 2
new=$(git -C r rev-parse HEAD)
from=git+file://$work/r@$new//site
ok 'a plan out of git' lt plan check "$from/plan.yaml" --offline
ok 'its commit is in the cache, as what its user names' test -d "$work/cache/linodetool/git/$new"
status 2 'a folder' lt plan check "$from" --offline
has err 'name the plan in it: //plan.yaml' 'is no plan'
status 2 'a plan that is not there' lt plan check "git+file://$work/r@$new//nowhere.yaml" --offline
has err 'has no nowhere.yaml' 'is told'
amended() { # FROM TO : another commit of the plan, read
    sed "s|$1|$2|" r/site/plan.yaml >r/other.yaml
    git -C r add .
    git -C r commit -qm "$2"
    lt plan check "git+file://$work/r@$(git -C r rev-parse HEAD)//other.yaml" --offline
}
status 2 'files above it' amended roles/setup.sh ../setup.sh
has err 'the script ../setup.sh is not there' 'are not read'
status 2 'what it names of other commits' amended roles/setup.sh "git+file://$work/r@$commit//setup.sh"
has err 'from elsewhere names what is in git by https only' 'is for everybody'

rm -rf "$work/cache/linodetool/git"

# In git's place, one that tells how it was called.
mkdir -p bin home
cat >bin/git <<'S'
#!/bin/sh
echo "$@" >>"$HOME/argv"
env | grep -E '^(GIT_|HOME=)' >>"$HOME/environment"
case " $* " in *' fetch '*) echo "fatal: unable to access 'https://t:hunter2@h/': no" >&2; exit 128 ;; esac
S
chmod 755 bin/git
naming "{script: 'git+https://h.invalid/r@$commit//setup.sh'}"
with_git() { PATH="$work/bin:$PATH" GIT_DIR=/nowhere lt plan check plan.yaml; }
status 2 'what git says' with_git
has err "git says: fatal: unable to access 'https://***@h/': no" 'is told without a password'
has "home/argv" "--no-write-fetch-head -- https://h.invalid/r $commit" 'it is asked for exactly that commit'
has "home/environment" GIT_TERMINAL_PROMPT=0 'asks nobody'
has "home/environment" GIT_ALLOW_PROTOCOL=https:ssh:file 'speaks these alone'
hasnt "home/environment" GIT_DIR=/nowhere 'and hears nothing of other repositories'
is lock "$(ls "$work/cache/linodetool/git")" 'nothing is left of it'
finish
