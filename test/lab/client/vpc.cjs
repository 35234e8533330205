// SPDX-License-Identifier: MIT
// VPCs, their subnets, a Linode within one.
'use strict';

const members = ['created', 'description', 'id', 'label', 'region', 'subnets', 'updated'];
const subnet_members = ['created', 'databases', 'id', 'ipv4', 'label', 'linodes', 'nodebalancers', 'updated'];

module.exports = async ({ api, test, want, has, refused, becomes }) => {
    const until_off = (id) => becomes(() => api.getLinode(id), (l) => l.status === 'offline', `Linode ${id}`);
    let vpc;

    await test('a VPC is created with a subnet, and has another', async () => {
        vpc = await api.createVPC({ label: 'client-vpc', region: 'us-ord', description: '',
            subnets: [{ label: 'one', ipv4: '10.0.0.0/24' }] });
        has(vpc, members);
        has(vpc.subnets[0], subnet_members);
        const subnet = await api.createSubnet(vpc.id, { label: 'two', ipv4: '10.0.1.0/24' });
        want((await api.modifySubnet(vpc.id, subnet.id, { label: 'second' })).label === 'second', 'not renamed');
        want((await api.getSubnets(vpc.id)).results === 2, 'not listed');
        want((await api.getSubnet(vpc.id, subnet.id)).ipv4 === '10.0.1.0/24', 'not as it was made');
        await refused(api.createSubnet(vpc.id, { label: 'three', ipv4: '10.0.1.128/25' }),
            'Must not overlap with another subnet of the VPC', 'ipv4');
        await api.deleteSubnet(vpc.id, subnet.id);
        vpc = await api.updateVPC(vpc.id, { label: 'client-vpc-2', description: 'changed' });
        want(vpc.label === 'client-vpc-2' && vpc.subnets.length === 1, JSON.stringify(vpc));
        await refused(api.createVPC({ label: 'client-vpc-2', region: 'us-ord' }), 'Label must be unique among your VPCs', 'label');
    });
    await test('a Linode is in it, by a configuration, then by itself', async () => {
        const inside = await api.createLinode({
            region: 'us-ord', type: 'g6-nanode-1', image: 'linode/debian12', label: 'client-inside',
            root_pass: 'correct-horse-battery-9', booted: false,
            interfaces: [{ purpose: 'vpc', vpc_id: vpc.id, subnet_id: vpc.subnets[0].id, primary: true,
                ipv4: { nat_1_1: 'any' }, label: null, ipam_address: null }],
        });
        await until_off(inside.id);
        const [config] = (await api.getLinodeConfigs(inside.id)).data;
        want(config.interfaces[0].ipv4.vpc === '10.0.0.2', JSON.stringify(config.interfaces));
        want((await api.getVPCIPs(vpc.id)).data[0].nat_1_1 === inside.ipv4[0], 'its address is not listed');
        const vlan = await api.appendConfigInterface(inside.id, config.id,
            { purpose: 'vlan', label: 'client-vlan', ipam_address: '10.9.0.1/24' });
        await api.updateLinodeConfigOrder(inside.id, config.id, { ids: [vlan.id, config.interfaces[0].id] });
        await api.deleteLinodeConfigInterface(inside.id, config.id, vlan.id);
        want((await api.getConfigInterfaces(inside.id, config.id)).length === 1, 'the VLAN is still there');
        const dry = await api.upgradeToLinodeInterface(inside.id, { config_id: config.id, dry_run: true });
        want(dry.dry_run && dry.interfaces.length === 1, JSON.stringify(dry));
        await api.upgradeToLinodeInterface(inside.id, { config_id: config.id, dry_run: false });
        const [own] = (await api.getLinodeInterfaces(inside.id)).interfaces;
        want(own.vpc.ipv4.addresses[0].nat_1_1_address === inside.ipv4[0], JSON.stringify(own));
        await refused(api.deleteVPC(vpc.id), 'VPC must not have any Linodes or NodeBalancers assigned to delete it');
        await api.deleteLinode(inside.id);
        await becomes(() => api.getLinodes({}, { label: 'client-inside' }), (page) => page.results === 0, 'the list');
        await api.deleteVPC(vpc.id);
        want((await api.getVPCs()).results === 0, 'still there');
    });
};
