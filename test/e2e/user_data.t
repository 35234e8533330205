#!/bin/sh
# SPDX-License-Identifier: MIT
# User-data of the plan beside ours, by the real cloud-init of the node: nothing of either is lost.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none

make_plan() { # WORD [COUNT]
    cat >"$work/config.yaml" <<P
#cloud-config
ssh_pwauth: true
hostname: another
users: [{name: alice, shell: /bin/sh}]
write_files:
- {path: /srv/file, content: "$1 {hostname}"}
runcmd:
- [sh, -c, 'echo run >/srv/run']
P
    { # as cloud-init's own tool makes it
        printf 'Content-Type: multipart/mixed; boundary="===1=="\nMIME-Version: 1.0\n\n'
        printf -- '--===1==\nContent-Type: text/cloud-config\n\n'
        cat "$work/config.yaml"
        printf '\n--===1==\nContent-Type: text/x-shellscript\nContent-Disposition: attachment; filename="own.sh"\n'
        printf 'Content-Transfer-Encoding: base64\n\n'
        printf '#!/bin/sh\necho "J\303\266rg" >/srv/script\n' | base64
        printf -- '--===1==\nContent-Type: text/jinja2\n\n## template: jinja\n#cloud-config\n'
        printf 'runcmd:\n- [sh, -c, "echo {{ v1.local_hostname }} >/srv/jinja"]\n--===1==--\n'
    } >"$work/parts"
    cat >"$work/plan.yaml" <<P
name: data
regions:
- region: us-east
  nodes:
  - name: a
    type: g6-nanode-1
    image: linode/debian12
    count: ${2:-1}
    nodenames: 'a-{index}'
    user_data: parts
P
}

on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh "$1" -- sudo sh 2>"$work/ssh.err"
}

make_plan one
ok 'the plan is good' lt plan check "$work/plan.yaml"
ok 'a cluster' lt cluster create d "$work/plan.yaml" --yes
ok 'cloud-init has ended' on a-1 'cloud-init status --wait'
has "$work/out" 'status: done' 'well'
is 'one a-1' "$(on a-1 'cat /srv/file')" 'a file of the plan is there, with its placeholder'
is 'run' "$(on a-1 'cat /srv/run')" 'a command of the plan ran'
is 'Jörg' "$(on a-1 'cat /srv/script')" 'so did a script, byte by byte'
is 'a-1' "$(on a-1 'cat /srv/jinja')" 'and what a template became'
is 'alice admin' "$(on a-1 'getent passwd alice admin | cut -d: -f1 | xargs')" 'the plan'"'"'s user and ours'
# shellcheck disable=SC2016 # for the node
is 'a-1 no' "$(on a-1 'echo $(hostname) $(sshd -T | sed -n "s/^passwordauthentication //p")')" 'what ours says stays'
# shellcheck disable=SC2016 # for the node
is '1 2 1 3' "$(on a-1 'cd /var/lib/cloud/instance; f=cloud-config.txt
    echo $(grep -c ed25519_private: $f) $(grep -c 00-lct.conf $f) $(grep -c /srv/file $f) \
        $(sed -n "/^runcmd:/,/^[a-z]/p" $f | grep -c "^- *- ")')" \
    'lists of both are in what cloud-init merged, and the host key is ours'
# shellcheck disable=SC2016 # likewise
is closed "$(on a-1 'cd /var/lib/cloud/instance && grep -q "nft -f" boothooks/part-001 && [ -z "$(find sem -name "config_*" ! -newer boothooks/part-001)" ] && echo closed')" \
    'it was closed before any of it'

make_plan two 2
ok 'other user-data' lt cluster apply d "$work/plan.yaml" --yes
has "$work/err" 'other user-data of a in us-east: it counts from the next machine on' 'is told'
has "$work/err" "cluster replace 'd'" 'and what to do'
is 'one a-1' "$(on a-1 'cat /srv/file')" 'a machine that exists keeps its own'
ok 'the next one has done all' on a-2 'cloud-init status --wait'
is 'two a-2' "$(on a-2 'cat /srv/file')" 'by the new one'

# Longer than the Metadata service takes: compressed, and read all the same.
{
    printf '#!/bin/sh\n'
    seq 4000 | sed 's/^/# line /'
    printf 'echo long >/srv/long\n'
} >"$work/parts"
sed 's/nodenames: .*/nodenames: long/; s/count: .*/count: 1/' "$work/plan.yaml" >"$work/long.yaml"
ok 'a long one' lt cluster create l "$work/long.yaml" --yes
ok 'has done all' on long 'cloud-init status --wait'
is 'long' "$(on long 'cat /srv/long')" 'it ran'
{
    printf '#!/bin/sh\n# '
    head -c 30000 /dev/urandom | base64
} >"$work/parts"
status 2 'one that is too long even so' lt plan check "$work/long.yaml"
has "$work/err" 'of them compressed: Linode takes 16384' 'is refused before anything is made'

# cloud-init of this machine is asked, where there is one. Here that is the one of the nodes' image, run in
# that tree, which is not written to: it is not installed on a machine that it must not set up.
base=$(find "$work/cache/lct-lab/" -maxdepth 1 -name 'base-*' ! -name '*.*' -printf '%T@ %p\n' | sort -n | sed -n '$s/^[^ ]* //p')
mkdir "$work/bin" "$work/root"
cat >"$work/bin/cloud-init" <<P
#!/bin/sh
echo "\$*" >>"$work/asked"
exec unshare --mount --propagation private -- sh -c 'mount --bind "$base" "$work/root" &&
    mount -o remount,bind,ro "$work/root" && mount -t proc proc "$work/root/proc" &&
    mount --bind /dev "$work/root/dev" && exec chroot "$work/root" /usr/bin/cloud-init "\$@"' cloud-init "\$@"
P
chmod +x "$work/bin/cloud-init"
check_parts() {
    : >"$work/asked"
    env PATH="$work/bin:$PATH" "$LCT_BUILD/linodetool" plan check "$work/long.yaml"
}
says='cloud-init says of the user-data:'
has /dev/stdin /usr/bin/cloud-init 'a cloud-init of Debian' <<P
$("$work/bin/cloud-init" --version 2>&1)
P

make_plan three
ok 'a plan whose parts are right' check_parts
is '1 0' "$(grep -cx 'schema --config-file /dev/stdin' "$work/asked") $(grep -c "$says" "$work/err")" \
    'was shown to it, and it says nothing'
printf '#cloud-config\nusers: 3\nhostname: x\n' >"$work/parts"
ok 'one that it takes amiss' check_parts
has "$work/err" "$says Error: Cloud config schema errors: users: 3 is not of type" 'is told in its own words'
printf '#cloud-config\nruncmd: []\nwrite_files: [{content: "{index}"}]\n' >"$work/parts"
ok 'two faults' check_parts
has "$work/err" "runcmd: [] is too short, write_files.0: 'path' is a required property" 'are both told'
finish
