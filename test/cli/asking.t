#!/bin/sh
# SPDX-License-Identifier: MIT
# Questions, hidden input and tables on a terminal.
. "$(dirname "$0")/../testlib.sh"

# on_terminal ANSWER WORD.. : the tool on a terminal of its own; what it shows is in out.
on_terminal() {
    answer=$1 line="'$LCT_BUILD/linodetool'"
    shift
    for word; do
        line="$line '$word'"
    done
    { sleep 0.5; echo "$answer"; } | script -qec "$line" /dev/null >"$work/out" 2>&1
}

secret=c0ffee5ec4e7c0ffee5ec4e7
lt secret set x $secret -q
on_terminal n secret delete x
has out "Delete the secret 'x' for good? [y/N]" 'on a terminal one is asked'
has out 'Nothing was done.' 'and may say no'
is $secret "$(lt secret get x)" 'and then nothing was done'
on_terminal '' secret delete x
has out 'Nothing was done.' 'saying nothing is no, too'
on_terminal y secret delete x
status 5 'or yes' lt secret get x

on_terminal $secret secret set typed -
has out 'typed (not shown):' 'a secret is asked for'
is 0 "$(grep -cF -- $secret "$work/out")" 'and not shown'
is $secret "$(lt secret get typed)" 'but stored'
on_terminal '' secret get typed
has out $secret 'get prints it on a terminal, too'

bold=$(printf '\033[1m')
on_terminal '' profile list
has out "${bold}NAME" 'titles are bold on a terminal'
export NO_COLOR=1
on_terminal '' profile list
is 0 "$(grep -cF -- "$bold" "$work/out")" 'not with NO_COLOR'
has out NAME 'which shows them all the same'

# The command line is overwritten before anything is opened: here that waits for a pipe.
mkfifo "$work/fifo"
"$LCT_BUILD/linodetool" secret set slow $secret --config "$work/fifo" >/dev/null 2>&1 &
pid=$!
sleep 0.5
tr '\0' ' ' <"/proc/$pid/cmdline" >"$work/out"
: >"$work/fifo"
wait $pid
has out 'secret set slow' 'while it runs, its command line can be seen'
is 0 "$(grep -cF -- $secret "$work/out")" 'but not the secret on it'
finish
