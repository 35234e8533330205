#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever is given as a plan: a clear error, exit status 2, nothing created and nothing asked of the
# API but what it offers.
. "$(dirname "$0")/../testlib.sh"

mkdir empty
python3 "$top/test/cli/web.py" empty api.log api.port &
api=$!
trap 'kill $api; rm -rf "$work"' EXIT
tries=0
until [ -s api.port ] || [ $((tries += 1)) -gt 100 ]; do sleep 0.1; done
LINODE_URL=http://127.0.0.1:$(cat api.port)
export LINODE_URL LINODE_TOKEN=0123456789abcdef

refused() { # DESCRIPTION PLAN [WORDS]
    : >api.log
    began=$(date +%s)
    status 2 "$1: check" lt plan check "$2" --offline
    status 2 "$1: create" lt cluster create c "$2" --yes
    took=$(($(date +%s) - began))
    [ -z "${3-}" ] || has err "$3" "$1: told"
    ! grep -qv '^GET ' api.log
    verdict $? "$1: nothing is made" "$(grep -v '^GET ' api.log)"
    is '{"clusters":[]}' "$(lt cluster list --json | jq -c '{clusters}')" "$1: no cluster"
    [ "$(wc -c <err)" -lt 20000 ] && ! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" err
    verdict $? "$1: what is said is short and harmless"
    [ "$took" -lt 60 ]
    verdict $? "$1: in time" "$took s"
}
make() { # FILE TEXT : printf's
    # shellcheck disable=SC2059 # it is a format
    printf "$2" >"$1"
}
nested() { # DEPTH OPENING CLOSING
    printf 'name: x\nregions: '
    head -c "$1" /dev/zero | tr '\0' "$2"
    head -c "$1" /dev/zero | tr '\0' "$3"
}

refused 'no such file' nowhere.yaml nowhere.yaml
refused 'a folder' empty 'it is a folder'
ln -s loop loop
refused 'a link to itself' loop 'Too many levels'
refused 'a name that is too long' "$(head -c 500 /dev/zero | tr '\0' a)" 'name too long'
refused 'a file that cannot be read' /proc/self/mem 'cannot read'
refused 'a file without end' /dev/zero 'larger than'
: >nothing
refused 'an empty file' nothing 'the plan is empty'
make blank '\n \n# only words\n'
refused 'a blank file' blank 'the plan is empty'
truncate -s 100M large
refused '100 MB of nothing' large 'larger than 16777216 bytes'
yes 'name: x' | head -c 100000000 >lines
refused '100 MB of lines' lines 'larger than 16777216 bytes'
head -c 16000000 lines >fits
refused '16 MB of one key' fits 'was given before'
{ echo 'name: x' && echo 'regions:' && yes -- '- {region: us-east, nodes: []}' | head -n 400000; } >regions
refused '400,000 regions' regions
make nul 'name: a\0b\nregions: []\n'
refused 'a NUL byte' nul 'nul:1:8: error: a NUL byte'
make escaped 'name: "a\\0b"\nregions: []\n'
refused 'a NUL by escape' escaped 'NUL'
make latin 'name: caf\351\nregions: []\n'
refused 'Latin 1' latin 'latin:1:10: error: the byte 0xe9'
make utf16 '\377\376n\0a\0m\0e\0:\0 \0x\0\n\0'
refused 'UTF-16' utf16 'utf16:1:1: error'
make surrogate 'name: "\355\240\200"\nregions: []\n'
refused 'a surrogate' surrogate 'is not valid UTF-8'
make control 'name: "a\\x1b[31mb"\nregions: [{region: "\\x1b]0;title\\x07"}]\n'
refused 'control characters' control
for n in 1 2 3; do
    head -c 65536 /dev/urandom >"random$n"
    refused "random bytes $n" "random$n"
    head -c 65536 /dev/urandom | base64 >"letters$n"
    refused "random letters $n" "letters$n"
done
for what in '[ ]' '{ }' '( )'; do
    nested 100000 "${what% *}" "${what#* }" >deep
    refused "100,000 of $what" deep
done
{ printf '{"name":"x","regions":' && nested 100000 '[' ']' | tail -c 200000 && echo '}'; } >deep.json
refused '100,000 lists in JSON' deep.json
{
    echo 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'
    n=0
    while [ $((n += 1)) -le 12 ]; do
        p=$((n - 1))
        echo "a$n: &a$n [*a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p]"
    done
} >bomb
refused 'a bomb of aliases' bomb 'more than 2000000 values'
make cycle 'name: &a [*a]\n'
refused 'an alias of itself' cycle 'no anchor before it'
make tag 'name: !!python/object/apply:os.system [id]\n'
refused 'a tag' tag 'tags are not allowed'
make merge 'base: &b {name: x}\n<<: *b\n'
refused 'a merge' merge 'merge keys'
make twice 'name: x\nname: y\n'
refused 'a key twice' twice 'was given before, in line 1'
make two 'name: x\n---\nname: y\n'
refused 'two documents' two 'a second document'
make list '[1, 2]\n'
refused 'a list' list 'a plan is wanted here'
make word 'word\n'
refused 'a word' word
make quote 'name: "x\n'
refused 'a quote left open' quote
make tabs 'name: x\nregions:\n\t- region: us-east\n'
refused 'tabs' tabs 'tabs:3:'
make numbers 'name: x\nregions: [{region: us-east, nodes: [{type: 1gb, count: 99999999999999999999}]}]\n'
refused 'a number too large' numbers
make many 'name: x\nregions: [{region: us-east, nodes: [{type: 1gb, count: 10001}]}]\n'
refused 'too many nodes' many 'within 0 and 10000'
{
    printf 'name: x\nparameters: {a: "%s"}\nregions:\n' "$(head -c 4000 /dev/zero | tr '\0' a)"
    yes -- "- {region: 'x\${a}\${a}\${a}\${a}\${a}\${a}\${a}\${a}', nodes: []}" | head -n 2000
} >grown
refused 'parameters that make it grow' grown 'larger than 16 MiB'
refused 'nobody there' https://127.0.0.1:9/plan.yaml 'Failed to connect'
refused 'a package that is not there' package:elephant 'no packaged plan elephant'
from_input() { head -c 100000 /dev/urandom | lt plan check - --offline; }
status 2 'random bytes by standard input' from_input
has err 'standard input:1:' 'are named so'
finish
