// SPDX-License-Identifier: MIT
// Where the files of the fleet lie: disks, volumes, backups.
#include "base/mem.h"
#include "lab/fleet/fleet.h"
#include "lab/fleet/provision.h"

char *
fleet_disk_file(const struct fleet *f, int64_t node, int64_t disk)
{
    return mem_printf(
        "%s/nodes/%lld/disks/%lld.img", fleet_state_dir(f), (long long)node, (long long)disk);
}

char *
fleet_disk_layer(const struct fleet *f, int64_t node, int64_t disk)
{
    return mem_printf(
        "%s/nodes/%lld/disks/%lld", fleet_state_dir(f), (long long)node, (long long)disk);
}

char *
fleet_backup_folder(const struct fleet *f, int64_t backup)
{
    return mem_printf("%s/backups/%lld", fleet_state_dir(f), (long long)backup);
}

char *
fleet_volume_file(const struct fleet *f, int64_t volume)
{
    return mem_printf("%s/volumes/%lld.img", fleet_state_dir(f), (long long)volume);
}

void
fleet_keep(struct fleet *f, const char *folder, const char *ending, const int64_t *ids, size_t n)
{
    provision_keep_only(fleet_state_dir(f), folder, ending, ids, n);
}
