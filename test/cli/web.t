#!/bin/sh
# SPDX-License-Identifier: MIT
# Plans behind addresses: TLS verified, few redirects, bounded, pinned by digest, their files beside
# them; and nothing of this machine is read for them.
. "$(dirname "$0")/../testlib.sh"

# An authority of our own, and a certificate by it for 127.0.0.1.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout ca.key -out ca.pem \
    -subj '/CN=test authority' 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout web.key -out web.csr \
    -subj '/CN=127.0.0.1' 2>/dev/null
echo 'subjectAltName=IP:127.0.0.1' >web.ext
openssl x509 -req -in web.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile web.ext -out web.pem 2>/dev/null

mkdir web web/scripts
cat >web/plan.yaml <<'P'
name: web
parameters: {nodes: {default: 1, max: 3}}
regions:
- region: us-east
  nodes:
  - name: web
    type: 1gb
    count: ${nodes}
    init: {firstboot: [{script: scripts/setup.sh}]}
P
echo 'echo hello' >web/scripts/setup.sh
printf 'name: alone\nregions: [{region: us-east, nodes: [{type: 1gb}]}]\n' >web/alone.yaml
printf 'name: bad\nregins: []\n' >web/bad.yaml
naming() { # FILE : a plan that names it
    printf 'name: names\nregions: [{region: us-east, nodes: [{type: 1gb, init: {firstboot: [{script: "%s"}]}}]}]\n' "$1"
}
echo secret >local.sh
naming "$work/local.sh" >web/local.yaml
naming ../outside.sh >web/above.yaml
naming missing.sh >web/missing.yaml
naming large >web/large.yaml
carrying() { # FILE : a plan whose script carries it
    printf 'name: c\nregions: [{region: us-east, nodes: [{type: 1gb, init: {firstboot: [{script: "true\\n", files: %s}]}}]}]\n' "$1"
}
carrying scripts/setup.sh >web/carrying.yaml
carrying scripts >web/folder.yaml

serve() { # LOG PORT-FILE [CERTIFICATE KEY]
    python3 "$top/test/cli/web.py" web "$@" &
    servers="$servers $!"
    tries=0
    until [ -s "$2" ] || [ $((tries += 1)) -gt 100 ]; do sleep 0.1; done
}
servers=
# shellcheck disable=SC2086 # numbers
trap 'kill $servers; rm -rf "$work"' EXIT
serve safe.log safe.port web.pem web.key
serve open.log open.port
safe=https://127.0.0.1:$(cat safe.port)
open=http://127.0.0.1:$(cat open.port)
export SSL_CERT_FILE="$work/ca.pem"

ok 'a plan by https' lt plan check "$safe/plan.yaml" --offline
has safe.log 'GET /scripts/setup.sh' 'and the script beside it'
pinned=$(grep '#sha256=' out)
digest=${pinned##*=}
is "$safe/plan.yaml#sha256=$digest" "$pinned" 'its digest is told'
is "$( (cat web/plan.yaml && printf '\0scripts/setup.sh\0' && cat web/scripts/setup.sh) | sha256sum | cut -d ' ' -f 1)" \
    "$digest" 'that of the plan and its files'
ok 'pinned to it' lt plan check "$pinned" --offline
ok 'in capitals' lt plan check "$safe/plan.yaml#sha256=$(echo "$digest" | tr a-f A-F)" --offline
ok 'by http when pinned' lt plan check "$open/plan.yaml#sha256=$digest" --offline
ok 'shown' lt plan show "$pinned" --offline --json --set nodes=3
is 3 "$(jq '.nodes | length' out)" 'with another parameter'
empty err 'and nothing else is said'
ok 'one that names no file' lt plan check "$safe/alone.yaml" --offline
has out "#sha256=$(sha256sum <web/alone.yaml | cut -d ' ' -f 1)" 'has the digest of the file'

echo 'echo evil' >web/scripts/setup.sh
status 2 'another script' lt plan check "$pinned" --offline
has err 'not what it was pinned to' 'is not what was pinned'
echo 'echo hello' >web/scripts/setup.sh
echo >>web/plan.yaml
status 2 'another plan' lt plan show "$pinned" --offline
has err 'not what it was pinned to' 'neither'
for bad in sha256=12 sha1=12 "sha256=${digest}0" "sha256=$(echo "$digest" | tr 0-9a-f g)" x; do
    status 2 "#$bad" lt plan check "$safe/plan.yaml#$bad" --offline
    has err 'is no digest' 'is no pin'
done

status 2 'mistakes' lt plan check "$safe/bad.yaml" --offline
has err "$safe/bad.yaml:2:1: error:" 'have the address, line and column'
ok 'a redirect to https' lt plan check "$safe/to?$safe/plan.yaml" --offline
ok 'a relative one' lt plan check "$safe/to?plan.yaml" --offline
ok 'one from http to https' lt plan check "$open/to?$safe/plan.yaml" --offline
status 2 'one from https to http' lt plan check "$safe/to?$open/plan.yaml" --offline
has err 'which is not https' 'is not followed'
status 2 'pinned, neither' lt plan check "$safe/to?$open/plan.yaml#sha256=$digest" --offline
status 2 'one to a file' lt plan check "$safe/to?file:///etc/passwd" --offline
status 2 'one to a password' lt plan check "$safe/to?https://a:b@127.0.0.1/" --offline
status 2 'one to nowhere' lt plan check "$safe/nowhere" --offline
status 2 'round and round' lt plan check "$safe/round" --offline
has err 'more than 3 redirects' 'ends'

: >safe.log
status 2 'a file of this machine' lt plan check "$safe/local.yaml" --offline
hasnt err secret 'is not read'
status 2 'a file above' lt plan check "$safe/above.yaml" --offline
is 2 "$(wc -l <safe.log)" 'nor is either asked for'
status 2 'a script that is not there' lt plan check "$safe/missing.yaml" --offline
has err 'missing.sh is not there' 'is named'
ok 'a file that a script carries' lt plan show "$safe/carrying.yaml" --offline
has out 'with 1 file' 'is fetched'
status 2 'a folder' lt plan check "$safe/folder.yaml" --offline
has err 'a plan from the web names files, no folders' 'is not what its server shows of it'
status 2 'a script without end' lt plan check "$safe/large.yaml" --offline
has err 'larger than 1048576 bytes' 'is cut off'
status 2 'a plan without end' lt plan check "$safe/large" --offline
has err 'larger than 16777216 bytes' 'is cut off'
for code in 403 404 500; do
    status 2 "HTTP $code" lt plan check "$safe/status?$code" --offline
    has err "HTTP $code" 'is told'
done
status 2 'half a plan' lt plan check "$safe/short" --offline
status 2 'nobody there' lt plan check https://127.0.0.1:9/plan.yaml --offline
status 2 'no such name' lt plan check https://nowhere.invalid/plan.yaml --offline
status 2 'unprotected' lt plan check http://192.0.2.1/plan.yaml --offline
has err 'use https, or pin' 'is refused unasked'
for url in https:// https://: 'https://127.0.0.1:99999/' 'https://a:b@127.0.0.1/' "https://$(head -c 5000 /dev/zero | tr '\0' a)/"; do
    status 2 "$(echo "$url" | head -c 40)" lt plan check "$url" --offline
done
SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
status 2 'an authority that nobody trusts' lt plan check "$safe/plan.yaml" --offline
has err 'certificate' 'is refused'
unset SSL_CERT_FILE
status 2 'by default, too' lt plan check "$safe/plan.yaml" --offline
finish
