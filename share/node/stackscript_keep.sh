#!/bin/sh
# SPDX-License-Identifier: MIT
# At each boot, before the machine runs its StackScript: in its place lies one that runs it and keeps what it
# said and how it ended, which Linode does not. It is at the console and called as ever.
umask 077
d=/var/lib/lct/stackscript
s=/root/StackScript
mkdir -p $d
[ ! -s $d/status ] || exit 0
rm -f $d/begun
touch $d/booted
[ -s $s ] && ! grep -q '^# lct$' $s || exit 0
ln -f $s $d/script
cat >$d/keeper <<'LCT'
#!/bin/sh
# lct
d=/var/lib/lct/stackscript
touch $d/begun
mv -f $d/script /root/StackScript
{
    /root/StackScript
    echo $? >$d/ended
    mv $d/ended $d/status
} 2>&1 | tee -a $d/output
LCT
chmod 700 $d/keeper
mv -f $d/keeper $s
