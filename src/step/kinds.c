// SPDX-License-Identifier: MIT
// Finding a kind of step by the name that the journal has of it.
#include "step/kinds.h"

#include "base/str.h"

const struct step_kind *
step_kind_find(const char *name)
{
    static const struct step_kind *const kinds[] = { &machine_create, &machine_boot, &machine_ready,
        &machine_delete, &machine_replace, &machine_rebuilt, &machine_retag, &machine_care,
        &machine_lock, &machine_unlock, &machine_range, &machine_addresses, &machine_share,
        &machine_name, &members_known, &node_introduce, &node_secure, &node_hostkey, &node_look,
        &node_membership, &node_accounts, &node_storage, &node_extended, &node_packages,
        &node_content, &members_told, &node_hook, &hook_play, &node_open, &node_close,
        &event_settled, &cluster_ready, &cluster_started, &region_ready, &plan_ready,
        &stage_started, &cluster_stopping, &stage_stopped, &service_start, &service_stop,
        &hidden_stopped, &node_turn, &node_rebooting, &node_stopped, &node_drained, &node_started,
        &node_verify, &machines_gone, &holdings_parted, &placement_create, &placement_leave,
        &placement_join, &placement_delete, &firewall_create, &firewall_rules, &firewall_join,
        &firewall_leave, &firewall_delete, &disk_create, &disk_resized, &disk_removed, &disks_look,
        &config_create, &config_update, &machine_halted, &machine_stopped, &machine_rescued,
        &machine_password, &machine_cloned, &machine_disowned, &machine_copied, &backup_enabled,
        &backup_cancelled, &backup_made, &backup_complete, &backup_restore, &backup_restored,
        &machine_resized, &node_serving, &group_well, &volume_made, &volume_taken, &volume_grown,
        &volume_attached, &volume_detached, &volume_forget, &volume_deleted, &vpc_create, &vpc_use,
        &vpc_subnets, &vpc_prune, &vpc_delete, &vpc_leave, &vpc_addresses, &bastions_ready,
        &balancer_create, &balancer_set, &balancer_port, &balancer_close, &balancer_drain,
        &balancer_return, &balancer_members, &balancer_delete };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(kinds[i]->name, name))
            return kinds[i];
    return NULL;
}
