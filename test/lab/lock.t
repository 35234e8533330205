#!/bin/sh
# SPDX-License-Identifier: MIT
# Locks by the lab's API: a Linode has one, and is neither deleted nor rebuilt meanwhile. No nodes.
. "$(dirname "$0")/lab.sh"

lab_start
create kept '"booted": false'
linode=$(body .id)
lock() { # TYPE
    call POST /v4beta/locks "{\"entity_type\": \"linode\", \"entity_id\": $linode, \"lock_type\": \"$1\"}"
}
lock never
is '400 "lock_type"' "$status $(body '.errors[0].field')" 'a type that is none'
call POST /v4beta/locks '{"entity_type": "linode", "entity_id": 1, "lock_type": "cannot_delete"}'
refused 404 'Not found' entity_id 'a Linode that is none'
lock cannot_delete
is "200 cannot_delete linode $linode" "$status $(body '"\(.lock_type) \(.entity.type) \(.entity.id)"' | tr -d '"')" 'a lock'
lock=$(body .id)
lock cannot_delete_with_subresources
is 400 "$status" 'a Linode has one'
call GET "/v4/linode/instances/$linode"
is '["cannot_delete"]' "$(body .locks)" 'it tells its lock'
call GET /v4beta/locks '' "{\"entity.id\": $linode}"
is 1 "$(body .results)" 'locks are listed by what they are of'
call DELETE "/v4/linode/instances/$linode"
is 400 "$status" 'it is not deleted'
call POST "/v4/linode/instances/$linode/rebuild" '{"image": "linode/debian12", "root_pass": "a Long pass-word 1"}'
is 400 "$status" 'nor rebuilt'
call DELETE "/v4beta/locks/$lock"
is 200 "$status" 'unlocked'
call DELETE "/v4beta/locks/$lock"
is 404 "$status" 'once'
call DELETE "/v4/linode/instances/$linode"
is 200 "$status" 'it may go'
call GET /v4/maintenance/policies
is '["linode/migrate","linode/power_off_on"]' "$(body '[.data[].slug]')" 'maintenance policies'

echo "1..$n_tests"
[ "$n_failed" -eq 0 ]
