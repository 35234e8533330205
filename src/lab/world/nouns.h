// SPDX-License-Identifier: MIT
// What the API can be asked, noun by noun; lab/api/route.c says by which paths.
#ifndef LAB_WORLD_NOUNS_H
#define LAB_WORLD_NOUNS_H

#include "lab/call/call.h"

call_fn region_list, region_get, region_stock_list, region_stock_get;
call_fn type_list, type_get;
call_fn service_list, service_get;
call_fn volume_type_list, balancer_type_list;
call_fn image_list, image_get;
call_fn kernel_list, kernel_get;

call_fn instance_list, instance_get, instance_put, instance_delete;
call_fn instance_create, instance_rebuild;
call_fn instance_boot, instance_reboot, instance_shutdown;
call_fn disk_list, disk_get;
call_fn config_list, config_get;
call_fn ip_list, ip_add, ip_get, ip_put;
call_fn placement_list, placement_add, placement_get, placement_put, placement_delete;
call_fn placement_assign, placement_unassign;

call_fn account_get, account_settings_get, account_settings_put;
call_fn event_list, event_get, event_seen, event_read;
call_fn profile_get, profile_grants;
call_fn sshkey_list, sshkey_add, sshkey_get, sshkey_put, sshkey_delete;
call_fn token_list, token_add, token_get, token_delete;
call_fn tag_list, tag_add, tag_get, tag_delete;

#endif
