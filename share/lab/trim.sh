#!/bin/sh
# trim.sh ROOT - makes a fresh Debian root file system a cheap node of the lab: systemd boots in
# about 0.1 s of CPU, cloud-init runs as one process, nothing names one machine.
# Its neighbours cloud.cfg, cloud-stages and cloud-stages.service lie beside it.
set -eu
root=$1
here=$(cd "$(dirname "$0")" && pwd)
units=$root/etc/systemd/system

mask() {
    for unit; do ln -sfn /dev/null "$units/$unit"; done
}

# What a container's kernel, disks and terminals do not have, and what only spends time.
mask dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount \
    sys-fs-fuse-connections.mount sys-kernel-config.mount \
    proc-sys-fs-binfmt_misc.automount proc-sys-fs-binfmt_misc.mount systemd-binfmt.service \
    systemd-modules-load.service modprobe@.service kmod-static-nodes.service \
    systemd-firstboot.service systemd-sysusers.service systemd-repart.service \
    systemd-random-seed.service systemd-machine-id-commit.service systemd-pstore.service \
    systemd-update-utmp.service systemd-update-utmp-runlevel.service \
    systemd-tmpfiles-setup-dev.service systemd-remount-fs.service systemd-journal-flush.service \
    systemd-pcrphase.service systemd-pcrphase-sysinit.service systemd-initctl.socket \
    systemd-ask-password-console.path systemd-ask-password-wall.path \
    systemd-journald-audit.socket systemd-udevd.service systemd-udevd-control.socket \
    systemd-udevd-kernel.socket systemd-udev-trigger.service systemd-udev-settle.service \
    getty.target cryptsetup.target integritysetup.target veritysetup.target remote-fs.target \
    e2scrub_reap.service e2scrub_all.timer fstrim.timer dpkg-db-backup.timer \
    apt-daily.timer apt-daily-upgrade.timer systemd-tmpfiles-clean.timer
# Started on demand by D-Bus; masked, they would break reboot.
rm -f "$root"/lib/systemd/system/multi-user.target.wants/dbus.service \
    "$root"/lib/systemd/system/multi-user.target.wants/systemd-logind.service
ln -sfn /lib/systemd/system/multi-user.target "$units/default.target"

mkdir -p "$root/etc/systemd/system-generators"
for generator in "$root"/lib/systemd/system-generators/*; do
    case ${generator##*/} in
    systemd-fstab-generator | systemd-sysv-generator) ;;
    *) ln -sfn /dev/null "$root/etc/systemd/system-generators/${generator##*/}" ;;
    esac
done
rm -f "$root"/etc/init.d/* # every service here has a unit; the generator then finds nothing to do

mkdir -p "$root/etc/systemd/journald.conf.d" "$root/etc/systemd/system.conf.d"
cat >"$root/etc/systemd/journald.conf.d/lab.conf" <<'EOF'
[Journal]
Storage=volatile
RuntimeMaxUse=2M
RuntimeMaxFileSize=512K
ReadKMsg=no
Audit=no
EOF
cat >"$root/etc/systemd/system.conf.d/lab.conf" <<'EOF'
[Manager]
DefaultCPUAccounting=no
DefaultMemoryAccounting=no
DefaultTasksAccounting=no
DefaultIOAccounting=no
DefaultIPAccounting=no
ShowStatus=no
LogLevel=notice
EOF

# One host key, made at the first boot unless it was handed over; root as in Linode's images.
mkdir -p "$units/ssh.service.d" "$root/etc/ssh/sshd_config.d"
cat >"$units/ssh.service.d/10-lab.conf" <<'EOF'
[Service]
ExecStartPre=
ExecStartPre=/bin/sh -c 'set -- /etc/ssh/ssh_host_*_key; test -s "$1" || ssh-keygen -q -t ed25519 -N "" -f /etc/ssh/ssh_host_ed25519_key'
EOF
printf 'PermitRootLogin yes\nUseDNS no\n' >"$root/etc/ssh/sshd_config.d/lab.conf"
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/machine-id" "$root/var/lib/dbus/machine-id" \
    "$root"/etc/update-motd.d/*
: >"$root/etc/resolv.conf"

# cloud-init: Debian's own, its four stages in one process, before sshd as far as sshd depends on it.
mask cloud-init-local.service cloud-init.service cloud-config.service cloud-final.service \
    cloud-init-hotplugd.socket cloud-init-hotplugd.service cloud-init.target
rm -rf "$units/cloud-init.target.wants" "$root"/etc/cloud/cloud.cfg.d/*
install -m 644 "$here/cloud.cfg" "$root/etc/cloud/cloud.cfg"
install -D -m 755 "$here/cloud-stages" "$root/usr/lib/lab/cloud-stages"
install -m 644 "$here/cloud-stages.service" "$units/cloud-stages.service"
ln -sfn ../cloud-stages.service "$units/multi-user.target.wants/cloud-stages.service"
