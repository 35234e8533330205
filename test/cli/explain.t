#!/bin/sh
# SPDX-License-Identifier: MIT
# The plan language, key by key; what words of plans mean.
. "$(dirname "$0")/../testlib.sh"

ok 'all keys of a plan' lt plan explain
has out 'regions' 'are listed'
has out "the plan's name" 'with their meaning'
ok 'a key' lt plan explain nodes.storage.fs
has out 'nodes.storage.fs: ' 'its path'
has out 'ext4, ext3, swap, raw, xfs or btrfs' 'what it may hold'
has out 'default  ext4' 'its default'
has out 'example  fs: xfs' 'an example'
empty err 'and nothing else'
ok 'by its end' lt plan explain fs
has out 'storageplans.NAME.fs' 'with other places that have it'
ok 'by a path out of a message' lt plan explain 'regions[0].nodes[1].count'
has out '0 to 10000' 'limits'
ok 'by another spelling' lt plan explain distribution
has out 'nodes.image: ' 'its name'
ok 'a map' lt plan explain storage
has out 'where it is mounted' 'the keys below it'
ok 'as JSON' lt plan explain fs --json
is 'nodes.storage.fs ext4 fs: xfs' "$(jq -r '"\(.key) \(.default) \(.example)"' "$work/out")" 'the same'
status 5 'a key that is not there' lt plan explain nodes.tpye
has err 'did you mean nodes.type?' 'what was meant'
status 5 'nothing like one' lt plan explain xyzzyxyzzy
has err 'plan explain shows the keys' 'where to look'
is notfound "$(lt plan explain tpye --json 2>&1 | jq -r .error.code)" 'as JSON'

ok 'a value' lt plan explain fs xfs
has out 'xfs will do for nodes.storage.fs' 'that will do'
status 2 'one that will not' lt plan explain fs xsf
has err 'did you mean xfs?' 'what was meant'
status 2 'a map with mistakes' lt plan explain storage '[{labl: data, size: big}]'
has err 'did you mean label?' 'one'
has err "'big' is no size" 'and another'
status 2 'as JSON' lt plan explain storage '[{labl: data, size: big}]' --json
ok 'the problems' jq -e '.problems | length >= 2' "$work/out"
status 2 'what is no YAML' lt plan explain storage '['

ok 'a type by attribute' lt plan explain type 'ram:80GB' -q
has out 'ram:80GB is retired; its successor:' 'that was retired'
has out 'g6-standard-20' 'shows what takes its place'
is 'g6-nanode-1 true 5' "$(lt plan explain type 'Linode 1024' --json -q |
    jq -r '"\(.type.id) \(.retired) \(.type.monthly)"')" 'with its price'
ok 'a region' lt plan explain region us-south-1a -q
has out 'Dallas, TX' 'its place'
ok 'an image' lt plan explain image 'ubuntu 24' -q
has out 'linode/ubuntu24.04' 'its id'
ok 'a kernel' lt plan explain kernel 138 -q
has out 'linode/latest-64bit' 'its id'
status 2 'a word for several' lt plan explain type dedicated -q
has err 'g6-dedicated-2 (Dedicated 4GB)' 'names them'
status 5 'a word for nothing' lt plan explain region newrak -q
has err 'did you mean Newark, NJ?' 'what was meant'

complete() { lt complete -- plan explain "$1"; }
ok 'completion of keys' complete nodes.storage.
has out 'nodes.storage.fs	' 'below what is written'
ok 'at the top' complete ''
has out 'regions	' 'those of a plan'
finish
