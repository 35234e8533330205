// SPDX-License-Identifier: MIT
// Cloud Firewalls: their rules, who is behind them.
'use strict';

const members = ['created', 'entities', 'id', 'label', 'rules', 'status', 'tags', 'updated'];
const device_members = ['created', 'entity', 'id', 'updated'];
const ssh = { action: 'ACCEPT', protocol: 'TCP', ports: '22', label: 'ssh', description: 'SSH',
    addresses: { ipv4: ['0.0.0.0/0'], ipv6: ['::/0'] } };
const rules = { inbound: [ssh], outbound: [], inbound_policy: 'DROP', outbound_policy: 'ACCEPT' };

module.exports = async ({ api, test, want, has, refused, linode }) => {
    let firewall;

    await test('a Cloud Firewall is created, its rules changed', async () => {
        firewall = await api.createFirewall({ label: 'client-firewall', rules, tags: ['client'] });
        has(firewall, members);
        want(firewall.status === 'enabled' && firewall.rules.version === 1, JSON.stringify(firewall));
        const changed = await api.updateFirewallRules(firewall.id, { ...rules, inbound: [] });
        want(changed.version === 2 && changed.fingerprint !== firewall.rules.fingerprint, JSON.stringify(changed));
        want((await api.getFirewallRules(firewall.id)).inbound.length === 0, 'a rule is left');
    });
    await test('the Linode comes behind it, and leaves', async () => {
        const device = await api.addFirewallDevice(firewall.id, { id: linode.id, type: 'linode' });
        has(device, device_members);
        want(device.entity.id === linode.id && device.entity.label === linode.label, JSON.stringify(device));
        want((await api.getFirewallDevice(firewall.id, device.id)).id === device.id, 'not there');
        want((await api.getFirewallDevices(firewall.id)).results === 1, 'no device');
        want((await api.getLinodeFirewalls(linode.id)).data[0].id === firewall.id, 'not listed');
        await api.deleteFirewallDevice(firewall.id, device.id);
        want((await api.getFirewall(firewall.id)).entities.length === 0, 'still there');
    });
    await test('what cannot be of a firewall is refused', async () => {
        await refused(api.createFirewall({ label: 'client-firewall', rules }),
            'Label must be unique among your Cloud Firewalls', 'label');
        await refused(api.addFirewallDevice(firewall.id, { id: 1, type: 'linode' }), 'Invalid Linode ID 1', 'id');
        await refused(api.updateFirewallRules(firewall.id, { ...rules, inbound: [{ ...ssh, ports: '0' }] }),
            'Must be within 1-65535, without leading zeroes', 'inbound[0].ports');
    });
    await test('it is renamed, disabled, listed, deleted', async () => {
        want((await api.updateFirewall(firewall.id, { label: 'client-wall', tags: [] })).label === 'client-wall', 'not renamed');
        want((await api.disableFirewall(firewall.id)).status === 'disabled', 'still enabled');
        want((await api.enableFirewall(firewall.id)).status === 'enabled', 'still disabled');
        want((await api.getFirewalls({}, { label: 'client-wall' })).results === 1, 'not listed');
        want((await api.getTemplates()).results === 2, 'no templates');
        await api.deleteFirewall(firewall.id);
        await refused(api.getFirewall(firewall.id), 'Not found');
    });
};
