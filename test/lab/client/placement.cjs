// SPDX-License-Identifier: MIT
// Placement groups: a Linode comes into one and leaves it.
'use strict';

const members = ['id', 'is_compliant', 'label', 'members', 'migrations', 'placement_group_policy', 'placement_group_type', 'region'];

module.exports = async ({ api, test, want, has, refused, linode }) => {
    const wish = { label: 'client-apart', region: 'us-east', placement_group_type: 'anti_affinity:local',
        placement_group_policy: 'strict' };
    let group;

    await test('a placement group is created, listed, renamed', async () => {
        group = await api.createPlacementGroup(wish);
        has(group, members);
        want(group.is_compliant && group.members.length === 0, JSON.stringify(group));
        want((await api.getPlacementGroups({}, { label: 'client-apart' })).results === 1, 'not listed');
        want((await api.updatePlacementGroup(group.id, { label: 'client-spread' })).label === 'client-spread', 'not renamed');
        await refused(api.createPlacementGroup({ ...wish, label: 'client-spread' }),
            'Label must be unique among your Placement Groups', 'label');
        await refused(api.createPlacementGroup({ ...wish, region: 'nowhere' }), 'region is not valid', 'region');
    });
    await test('the Linode comes into it, and leaves', async () => {
        group = await api.assignLinodesToPlacementGroup(group.id, { linodes: [linode.id] });
        want(group.members.length === 1 && group.members[0].linode_id === linode.id, JSON.stringify(group));
        want((await api.getLinode(linode.id)).placement_group.id === group.id, 'the Linode does not tell');
        await refused(api.deletePlacementGroup(group.id),
            'All Linodes must be unassigned from a Placement Group to delete it');
        group = await api.unassignLinodesFromPlacementGroup(group.id, { linodes: [linode.id] });
        want(group.members.length === 0, JSON.stringify(group));
        await api.deletePlacementGroup(group.id);
        await refused(api.getPlacementGroup(group.id), 'Not found');
    });
};
