#!/bin/sh
# SPDX-License-Identifier: MIT
# Secrets: given, read, listed, deleted - and seen by nobody else.
. "$(dirname "$0")/../testlib.sh"

piped() { # TEXT COMMAND..
    text=$1
    shift
    printf "$text" | "$@"
}
# stored TEXT : a file of ours holds it.
stored() { grep -rqF -- "$1" "$work/config" "$work/data" "$work/state" "$work/cache" 2>/dev/null; }
not() { ! "$@"; }

ok 'none at first' lt secret list --json
is 0 "$(jq '.secrets | length' "$work/out")" 'the list is empty'
status 5 'one that is not there' lt secret get personal-token
has err personal-token 'is named'

ok 'from standard input' piped 'tok-1\n' "$LCT_BUILD/linodetool" secret set personal-token -
is tok-1 "$(lt secret get personal-token)" 'without the line end'
is tok-1 "$(lt secret get personal-token --json | jq -r .value)" 'as JSON'
ok 'from the command line' lt secret set other value-2
hasnt out value-2 'which does not repeat it'
ok 'they are listed' lt secret list
is 'other personal-token' "$(tr '\n' ' ' <"$work/out" | sed 's/ $//')" 'by name'
hasnt out tok-1 'without their values'
ok 'another value' lt secret set other value-3
is value-3 "$(lt secret get other)" 'takes the place of the first'
not stored value-2
verdict $? 'of which nothing is left'
ok 'quietly' lt secret set -q other value-3
empty out 'nothing is said'

ok 'every byte' piped 'a b\tc\303\244"\\' "$LCT_BUILD/linodetool" secret set bytes -
is "$(printf 'a b\tc\303\244"\\')" "$(lt secret get bytes)" 'comes back'
is "$(printf 'a b\tc\303\244"\\')" "$(lt secret get bytes --json | jq -r .value)" 'in JSON, too'

status 2 'an empty value' lt secret set empty ''
status 2 'no input' lt secret set empty -
huge() { head -c 70000 /dev/zero | tr '\0' x | lt secret set huge -; }
status 2 'too large a value' huge
for name in ../up /abs 'with space' .hidden a//b a/-b 1/2/3/4/5/6/7/8/9 ''; do
    status 2 "'$name' is no name" lt secret set "$name" v
done

ok 'for another application and customer' lt secret set theirs v4 app customer
status 5 'it is not ours' lt secret get theirs
is v4 "$(lt --context app/customer secret get theirs)" 'but theirs'
status 5 'who do not see ours' lt --context app/customer secret get other
is theirs "$(lt --context app/customer secret list)" 'nor list it'

status 2 'deleting asks' lt secret delete other
is value-3 "$(lt secret get other)" 'and nothing is deleted unasked'
ok 'deleted' lt secret delete other --yes
status 5 'it is gone' lt secret get other
not stored value-3
verdict $? 'from the disk, too'
status 5 'a second time' lt secret delete other --yes

is 0 "$(find "$work/config" "$work/data" "$work/cache" "$work/state" -type f ! -perm 0600 2>/dev/null | wc -l)" \
    'all files are 0600'
is 0 "$(find "$work/config" "$work/data" "$work/cache" "$work/state" -type d ! -perm 0700 2>/dev/null | wc -l)" \
    'all folders are 0700'
(umask 000 && lt secret set open v5 >/dev/null)
is 600 "$(stat -c %a "$(find "$work/data" -name open)")" 'whatever the umask is'

# The key that logs in to nodes: its public half alone.
ssh-keygen -q -t ed25519 -N '' -C me -f key
private=$(sed -n 3p key)
key=default-root-ssh-public-key
ok "a private key's path" lt secret set $key key
is "$(cat key.pub)" "$(lt secret get $key)" 'means the public key beside it'
ok "a public key's path" lt secret set $key key.pub
ok 'the public key itself' lt secret set $key "$(cat key.pub)"
is "$(cat key.pub)" "$(lt secret get $key)" 'are the same'
cp key alone
status 2 'a private key without a public one' lt secret set $key alone
has err 'it is a private key, which stays where it is' 'is refused'
status 2 'a private key itself' lt secret set $key -- "$(cat key)"
hasnt err "$private" 'is not quoted'
from_input() { lt secret set $key - <key; }
status 2 'a private key from standard input' from_input
hasnt err "$private" 'neither'
status 5 'a path of nothing' lt secret set $key nowhere/key
has err ssh-keygen 'how to make a key is told'
# What sshd would pass over in silence.
bad_key() { # WHAT BECAUSE LINE
    status 2 "$1" lt secret set $key "$3"
    has err "$2" 'is told so'
}
bad_key 'a key cut off' 'cut off' "$(cut -c 1-60 key.pub)"
bad_key 'a key under another name' 'says ssh-rsa, but what is in it is ssh-ed25519' "ssh-rsa $(cut -d ' ' -f 2 key.pub)"
bad_key 'no base64' 'is no base64' 'ssh-ed25519 hello world'
bad_key 'options before a key' 'options before a key' "restrict $(cat key.pub)"
printf 'ssh-ed25519 AAAAgarbage x\n' >garbage.pub
status 2 'a file of something else' lt secret set $key garbage.pub
has err 'garbage.pub is no SSH public key' 'is told by name'
cat key.pub key.pub >two.pub
status 2 'a file of two keys' lt secret set $key two.pub
has err 'more than one line' 'is told'
printf '%s\r\n' "$(cat key.pub)" >windows.pub
ok 'a file with Windows line ends' lt secret set $key windows.pub
is "$(cat key.pub)" "$(lt secret get $key)" 'the good one is still there'
not stored "$private"
verdict $? 'the private key is stored nowhere'

# Standard output closed: nothing is written into the file that got its number.
closed() { "$@" >&-; }
status 1 'a closed standard output' closed "$LCT_BUILD/linodetool" secret set last v6
is v6 "$(cat "$(find "$work/data" -name last)")" 'spoils no file'
full() { "$@" >/dev/full; }
status 1 'a full standard output' full "$LCT_BUILD/linodetool" secret get last
has err 'cannot write' 'is told'
finish
