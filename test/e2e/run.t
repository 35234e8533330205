#!/bin/sh
# SPDX-License-Identifier: MIT
# cluster run, cluster cp, operation watch: commands and files on many nodes, and looking on.
. "$(dirname "$0")/e2e.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: run
regions:
- region: us-east
  nodes:
  - {name: web, type: g6-nanode-1, count: 3, tags: [front], nodenames: 'web-{index:02}', hostnames: 'web-{index:02}'}
  - {name: db, type: g6-nanode-1, count: 2, nodenames: 'db-{index:02}', hostnames: 'db-{index:02}'}
P

# Whoever looks on hears what happens and ends as the operation ends.
lt cluster create c "$work/plan.yaml" --yes >"$work/create.out" 2>&1 &
create=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
    lt operation list --json 2>/dev/null | jq -e '.operations[0].state == "running"' >/dev/null && break
    sleep 0.1
done
lt operation watch --json >"$work/watched" 2>"$work/watched.err"
is 0 $? 'operation watch ends as the operation ended'
wait $create
is 0 $? 'the operation itself was not disturbed'
is 5 "$(jq -s '[.[] | select(.event == "step" and .verb == "creating" and .state == "done") | .subject] | unique | length' "$work/watched")" \
    'it told of every node'
is 'begin end' "$(jq -rs '"\(first.event) \(last.event)"' "$work/watched")" 'from the beginning to the end'
status 0 'watching one that has ended tells how' lt operation watch 1
has "$work/out" '5' 'its summary'
status 5 'there is no operation 99' lt operation watch 99
status 2 'x is no id' lt operation watch x

# Commands: grouped when equal, status per node.
ok 'the same everywhere' lt cluster run c -- echo hello
is 'db-[01-02],web-[01-03] (5)' "$(sed -n 2p "$work/out")" 'one group'
is hello "$(sed -n 4p "$work/out")" 'its output, once'
ok 'each its own' lt cluster run c --on web -- hostname
is 'web-01 web-02 web-03' "$(grep -xE 'web-[0-9]+' "$work/out" | sort | xargs)" 'three outputs'
ok 'a tag' lt cluster run c --on front --lines -- echo hi
is 'web-01: hi web-02: hi web-03: hi' "$(sort "$work/out" | xargs)" 'lines with their nodes'
ok 'a range and a name' lt cluster run c --on 'web-[02-03],db-01' -- true
ok 'an expression' lt cluster run c --on 'group=db' --json -- id -un
is 'admin admin' "$(jq -r '.nodes[].stdout' "$work/out" | xargs)" 'as the admin user'
ok 'as root' lt cluster run c -l root --on db-01 -- id -un
is root "$(cat "$work/out")" 'one node alone needs no header'
ok 'a glob, and what it leaves out' lt cluster run c --on '!web-02,web-*' -- echo hi
has "$work/out" 'web-[01,03]' 'those that fit'
ok 'all others' lt cluster run c --on '!web' -- echo hi
has "$work/out" 'db-[01-02]' 'are chosen'
status 5 'a word to leave out that fits nothing' lt cluster run c --on 'db,!wbe-*' -- true
status 5 'nothing is left' lt cluster run c --on 'db,!*' -- true
lt complete -- cluster run c --on 'front,!w' | cut -f1 | sort | xargs >"$work/out"
is 'front,!db front,!db-01 front,!db-02 front,!front front,!web front,!web-01 front,!web-02 front,!web-03' \
    "$(cat "$work/out")" 'what a selector may name, completed'
is 'db= web=' "$(lt complete -- cluster scale c '' | cut -f1 | sort | xargs)" 'counts of node plans'
status 5 'a word that fits nothing' lt cluster run c --on wbe -- true
has "$work/err" 'web' 'did you mean'
status 5 'no such cluster' lt cluster run nowhere -- true

# shellcheck disable=SC2016 # for the nodes' shells
status 3 'some fail' lt cluster run c -- 'test "$(hostname)" != web-02 || exit 7'
has "$work/err" 'web-02: exit status 7' 'which, and how'
status 1 'all fail' lt cluster run c -- false
has "$work/err" 'db-[01-02],web-[01-03]: exit status 1' 'told once'
status 3 'as JSON, too' lt cluster run c --json -- 'test "$(hostname)" != web-02 || exit 7'
is '7' "$(jq '.nodes[] | select(.node == "web-02").status' "$work/out")" 'the status of each'
status 1 'too slow' lt cluster run c --on db --timeout 1s -- sleep 30
has "$work/err" 'db-[01-02]' 'told'

# Input, and several commands over the same connections.
printf 'to all\n' >"$work/in"
lt cluster run c --stdin -- cat <"$work/in" >"$work/out" 2>"$work/err"
is 'to all' "$(sed -n 4p "$work/out")" 'standard input reaches every node'
printf 'echo one\n# not this\n\necho two\n' >"$work/in"
lt cluster run c --on db <"$work/in" >"$work/out" 2>"$work/err"
is 'one two' "$(grep -xE 'one|two' "$work/out" | xargs)" 'commands from standard input'

# What a node says cannot command a terminal, and bytes stay bytes.
lt cluster run c --on db-01 -- 'printf "a\033[2Jb\000c"' >"$work/out" 2>"$work/err"
is '611b5b324a620063' "$(od -An -tx1 "$work/out" | tr -d ' \n')" 'bytes are kept'

# Files there and back.
mkdir -p "$work/site/css"
echo index >"$work/site/index.html"
echo body >"$work/site/css/a.css"
chmod 640 "$work/site/index.html"
ok 'a folder to all' lt cluster cp c -l root "$work/site" :/srv/
# shellcheck disable=SC2088 # for the nodes' shells
ok 'it is there' lt cluster run c -l root --json -- 'stat -c "%a %n" /srv/site/index.html; cat /srv/site/css/a.css'
is 1 "$(jq -r '.nodes[].stdout' "$work/out" | sort -u | grep -c '^640 /srv/site/index.html')" 'with its mode'
is body "$(jq -j '.nodes[0].stdout' "$work/out" | tail -n 1)" 'and what is in it'
echo mine >"$work/file"
ok 'a file under a new name' lt cluster cp c --on web "$work/file" :named
ok 'in the home folder' lt cluster run c --on web -- grep -x mine named
ok 'back from all' lt cluster cp c :/etc/hostname "$work/back"
is 'db-01 db-02 web-01 web-02 web-03' "$(cat "$work"/back/*/hostname | sort | xargs)" 'each in its own folder'
status 1 'what is not there' lt cluster cp c :/nothing/here "$work/back2"
has "$work/err" '/nothing/: No such folder' 'is named'
status 2 'a source that is missing here' lt cluster cp c "$work/none" :/tmp/
is '' "$(find "$work" -name '*.part*' -o -name 'back2' -type d -empty)" 'nothing half made is left'
big=$(mktemp "$work/big.XXXXXX")
head -c 20000000 /dev/urandom >"$big"
ok 'a large file' lt cluster cp c -l root "$big" :/root/big
ok 'arrives whole' lt cluster run c -l root --json -- sha256sum /root/big
is "$(sha256sum <"$big" | cut -d' ' -f1)" "$(jq -j '.nodes[].stdout' "$work/out" | cut -d' ' -f1 | sort -u)" 'everywhere'

# What is no file, and files that are none of the usual.
ok 'files of the kernel' lt cluster cp c --on web-01 :/proc/sys/kernel/ostype :/sys/class/net/lo/mtu "$work/kernel"
is 'Linux 65536' "$(cat "$work/kernel/web-01/ostype" "$work/kernel/web-01/mtu" | xargs)" 'come with their content'
lt cluster run c --on web-01 -l root -- 'mkdir /srv/odd; mkfifo /srv/odd/pipe' >/dev/null
status 1 'a pipe is not copied from a node' lt cluster cp c --on web-01 -l root :/srv/odd "$work/odd"
has "$work/err" '/srv/odd/pipe is no file' 'and named'
is '' "$(find "$work/odd" ! -type d)" 'and nothing is there'
status 1 'nor is a device replaced' lt cluster cp c --on web-01 -l root "$work/file" :/dev/full
has "$work/err" '/dev/full is there already' 'but named'
ok 'it is still one' lt cluster run c --on web-01 -- test -c /dev/full
lt cluster run c --on web-01 -l root -- 'printf "#!/bin/sh\n/bin/tar \"\$@\"; echo grew >&2; exit 1\n" >/usr/local/bin/tar
    chmod 755 /usr/local/bin/tar' >/dev/null
status 1 'what changed while it was read' lt cluster cp c --on web-01 -l root :/srv/site "$work/changing"
has "$work/err" 'changed meanwhile: grew' 'is told'
is index "$(cat "$work/changing/web-01/site/index.html")" 'and there'
ok 'tar is itself again' lt cluster run c --on web-01 -l root -- rm /usr/local/bin/tar

# A hostile node writes nowhere but where it was asked to.
mkdir "$work/victim"
python3 - "$work" <<'P'
import io, sys, tarfile
work = sys.argv[1]
def archive(name, *entries):
    with tarfile.open(f"{work}/{name}.tar", "w") as t:
        for path, target in entries:
            e = tarfile.TarInfo(path)
            if target:
                e.type, e.linkname = tarfile.SYMTYPE, target
            t.addfile(e, io.BytesIO(b""))
archive("dots", ("hostname/../../../victim/owned", None))
archive("link", ("hostname", f"{work}/victim"), ("hostname/owned", None))
archive("other", ("elsewhere", None))
P
ok 'the node lies about tar' lt cluster run c --on db-01 -l root -- \
    'printf "#!/bin/sh\ncat /root/evil.tar\n" >/usr/local/bin/tar && chmod 755 /usr/local/bin/tar'
for evil in dots link other; do
    lt cluster run c --on db-01 -l root --stdin -- 'cat >/root/evil.tar' <"$work/$evil.tar" >"$work/out" 2>&1
    status 1 "hostile: $evil" lt cluster cp c --on db-01 -l root :/etc/hostname "$work/evil"
done
is '' "$(find "$work/victim" "$work/evil" ! -type d)" 'nothing came of it'
ok 'tar is itself again' lt cluster run c --on db-01 -l root -- rm /usr/local/bin/tar

# A node that is gone does not stop the others; a host that is not ours is not talked to.
id=$(lt node show web-03 --json | jq -r '.node.id // .id')
api POST "/v4/linode/instances/$id/shutdown" '{}' >/dev/null
status_of_it() { api GET "/v4/linode/instances/$id" | jq -r .status; }
until_is offline status_of_it
status 3 'one is off' lt cluster run c -- true
has "$work/err" 'web-03' 'it is named'
finish
