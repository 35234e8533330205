// SPDX-License-Identifier: MIT
// Volumes: made, listed, attached, grown, renamed, cloned, detached, deleted; refused in Linode's words.
'use strict';

const members = ['created', 'encryption', 'filesystem_path', 'hardware_type', 'id', 'label', 'linode_id', 'linode_label',
    'region', 'size', 'status', 'tags', 'updated'];

module.exports = async ({ api, test, want, has, refused, becomes, linode }) => {
    const until = (id, is) => becomes(() => api.getVolume(id), is, `Volume ${id}`);
    let volume;

    await test('a volume is created for it', async () => {
        volume = await api.createVolume({ label: 'client-data', size: 10, region: 'us-east', tags: ['client'] });
        want(volume.status === 'creating', JSON.stringify(volume));
        has(volume, members);
        want(volume.filesystem_path === '/dev/disk/by-id/scsi-0Linode_Volume_client-data', volume.filesystem_path);
        await until(volume.id, (v) => v.status === 'active');
        volume = await api.attachVolume(volume.id, { linode_id: linode.id, config_id: null });
        want(volume.linode_id === linode.id, JSON.stringify(volume));
        await until(volume.id, (v) => v.io_ready);
        want((await api.getLinodeVolumes(linode.id)).data[0].id === volume.id, 'not listed');
        want((await api.getVolumes({}, { label: 'client-data' })).results === 1, 'not found by its label');
    });
    await test('what cannot be of a volume is refused', async () => {
        await refused(api.createVolume({ label: 'client-data', size: 10, region: 'us-east' }),
            'Label must be unique among your volumes', 'label');
        await refused(api.createVolume({ label: 'client-more', size: 10, region: 'nowhere' }), 'region is not valid', 'region');
        await refused(api.resizeVolume(volume.id, { size: 10 }), 'Storage volumes can only be resized up', 'size');
        await refused(api.deleteVolume(volume.id), 'Volume must be detached before it can be deleted');
    });
    await test('it is grown, renamed, detached, deleted', async () => {
        volume = await api.resizeVolume(volume.id, { size: 20 });
        want(volume.size === 20, JSON.stringify(volume));
        await until(volume.id, (v) => v.status === 'active');
        volume = await api.updateVolume(volume.id, { label: 'client-renamed', tags: ['client', 'renamed'] });
        want(volume.label === 'client-renamed' && volume.tags.length === 2, JSON.stringify(volume));
        await api.detachVolume(volume.id);
        await until(volume.id, (v) => v.linode_id === null);
        await api.deleteVolume(volume.id);
        await refused(api.getVolume(volume.id), 'Not found');
    });
};
