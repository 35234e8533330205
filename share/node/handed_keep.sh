# Behind opening.sh and a line that sets `handed` to what the machine was made with: "cloudinit", "stackscript" or
# both. At each boot, before they begin. The node's firewall is open for software until it is known how they ended
# (handed_end.sh). In the place of the StackScript lies one that runs it and keeps what it said and how it
# ended, which Linode does not; it is at the console and called as ever.
# shellcheck shell=sh disable=SC2154
umask 077
state=/var/lib/lct
d=$state/stackscript
s=/root/StackScript
mkdir -p $state/handed $d
pending=
for one in $handed; do
    [ ! -e $state/handed/"$one".seen ] || continue
    : >$state/handed/"$one"
    pending=yes
done
if [ "$pending" ] && command -v nft >/dev/null; then
    opening handed 1h >/etc/lct/open.handed.nft
    nft -f /etc/lct/open.handed.nft
fi
[ -e $state/handed/stackscript ] && [ ! -s $d/status ] || exit 0
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
