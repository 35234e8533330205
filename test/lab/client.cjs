// SPDX-License-Identifier: MIT
// Linode's own JavaScript client, unmodified but for its URL, drives the lab; speaks TAP.
// usage: LAB_URL=http://127.0.0.1:PORT LAB_TOKEN=... node client.cjs
'use strict';
const api = require('@linode/api-v4');

const lab = new URL(process.env.LAB_URL);
api.setToken(process.env.LAB_TOKEN);
api.baseRequest.interceptors.request.use((config) => {
    const asked = new URL(config.url);
    asked.protocol = lab.protocol;
    asked.host = lab.host;
    return { ...config, url: asked.href };
});

let tests = 0;
let failures = 0;

// What the API said, and nothing of the request: that holds the token.
function reasons(error) {
    return error && error.response ? error.response.data.errors : error;
}

async function test(what, body) {
    tests++;
    try {
        await body();
        console.log(`ok ${tests} - ${what}`);
    } catch (error) {
        failures++;
        console.log(`not ok ${tests} - ${what}`);
        console.log('# ' + (error.message || JSON.stringify(reasons(error))));
    }
}

function want(so, what) {
    if (!so)
        throw new Error(what);
}

async function until(id, status) {
    for (let i = 0; i < 240; i++) {
        const linode = await api.getLinode(id);
        if (linode.status === status)
            return linode;
        await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error(`Linode ${id} did not become ${status}`);
}

async function main() {
    let linode;

    await test('regions, types, images and kernels are listed', async () => {
        for (const list of [api.getRegions, api.getLinodeTypes, api.getImages, api.getLinodeKernels]) {
            const page = await list();
            want(page.results > 0 && page.data.length > 0, 'an empty list');
        }
    });
    await test('the profile is ours', async () => {
        want((await api.getProfile()).username, 'no user name');
    });
    await test('a Linode is created', async () => {
        linode = await api.createLinode({
            region: 'us-east',
            type: 'g6-nanode-1',
            image: 'linode/debian12',
            label: 'client-test',
            root_pass: 'correct-horse-battery-9',
            tags: ['client'],
            booted: true,
        });
        want(linode.id > 0 && linode.label === 'client-test', JSON.stringify(linode));
    });
    await test('it boots', async () => {
        linode = await until(linode.id, 'running');
        want(linode.ipv4.length > 0, 'no address');
    });
    await test('it is listed, and found by a filter', async () => {
        want((await api.getLinodes()).data.some((each) => each.id === linode.id), 'not listed');
        const found = await api.getLinodes({}, { label: 'client-test' });
        want(found.results === 1, `${found.results} found`);
    });
    await test('it is shut down and booted again', async () => {
        await api.linodeShutdown(linode.id);
        await until(linode.id, 'offline');
        await api.linodeBoot(linode.id);
        await until(linode.id, 'running');
    });
    await test('events tell of it', async () => {
        const events = await api.getEvents();
        want(events.data.some((each) => each.action === 'linode_boot' && each.entity.id === linode.id),
            'no event of the boot');
    });
    await test('an error has its field and reason', async () => {
        const errors = await api.createLinode({
            region: 'nowhere', type: 'g6-nanode-1', booted: false,
        }).then(() => null, reasons);
        want(errors && errors[0].field === 'region' && errors[0].reason, JSON.stringify(errors));
    });
    const gone = (id) => api.getVolume(id).then(() => null, reasons);
    const volumeUntil = async (id, is) => {
        for (let i = 0; i < 240; i++) {
            const volume = await api.getVolume(id);
            if (is(volume))
                return volume;
            await new Promise((resolve) => setTimeout(resolve, 250));
        }
        throw new Error(`Volume ${id} did not become so`);
    };
    let volume;
    await test('a volume is created for it', async () => {
        volume = await api.createVolume({ label: 'client-data', size: 10, region: 'us-east' });
        want(volume.status === 'creating', JSON.stringify(volume));
        await volumeUntil(volume.id, (v) => v.status === 'active');
        volume = await api.attachVolume(volume.id, { linode_id: linode.id, config_id: null });
        want(volume.linode_id === linode.id, JSON.stringify(volume));
        await volumeUntil(volume.id, (v) => v.io_ready);
        want((await api.getLinodeVolumes(linode.id)).data[0].id === volume.id, 'not listed');
    });
    await test('grown, detached, deleted', async () => {
        volume = await api.resizeVolume(volume.id, { size: 20 });
        want(volume.size === 20, JSON.stringify(volume));
        await volumeUntil(volume.id, (v) => v.status === 'active');
        await api.detachVolume(volume.id);
        await volumeUntil(volume.id, (v) => v.linode_id === null);
        await api.deleteVolume(volume.id);
        want((await gone(volume.id))[0].reason === 'Not found', 'still there');
    });
    await test('it is shut down, its disk shrunk, another made, both in a configuration', async () => {
        await api.linodeShutdown(linode.id);
        await until(linode.id, 'offline');
        const [boot] = (await api.getLinodeDisks(linode.id)).data;
        const diskUntil = async (id, is) => {
            for (let i = 0; i < 240; i++) {
                if (is(await api.getLinodeDisk(linode.id, id)))
                    return;
                await new Promise((resolve) => setTimeout(resolve, 250));
            }
            throw new Error(`disk ${id} did not become so`);
        };
        await api.resizeLinodeDisk(linode.id, boot.id, 10000);
        await diskUntil(boot.id, (d) => d.size === 10000 && d.status === 'ready');
        const disk = await api.createLinodeDisk(linode.id, { label: 'more', size: 500, filesystem: 'ext4' });
        await diskUntil(disk.id, (d) => d.status === 'ready');
        const config = await api.createLinodeConfig(linode.id, {
            label: 'both',
            devices: { sda: { disk_id: boot.id }, sdb: { disk_id: disk.id } },
            kernel: 'linode/grub2', run_level: 'default', virt_mode: 'paravirt', memory_limit: 0,
        });
        want(config.devices.sdb.disk_id === disk.id, JSON.stringify(config));
        await api.linodeBoot(linode.id, config.id);
        await until(linode.id, 'running');
    });
    let vpc;
    await test('a VPC is created with a subnet, and has another', async () => {
        vpc = await api.createVPC({ label: 'client-vpc', region: 'us-ord', description: '',
            subnets: [{ label: 'one', ipv4: '10.0.0.0/24' }] });
        want(vpc.subnets.length === 1, JSON.stringify(vpc));
        const subnet = await api.createSubnet(vpc.id, { label: 'two', ipv4: '10.0.1.0/24' });
        want((await api.modifySubnet(vpc.id, subnet.id, { label: 'second' })).label === 'second', 'not renamed');
        want((await api.getSubnets(vpc.id)).results === 2, 'not listed');
        await api.deleteSubnet(vpc.id, subnet.id);
        vpc = await api.updateVPC(vpc.id, { label: 'client-vpc-2', description: 'changed' });
        want(vpc.label === 'client-vpc-2' && vpc.subnets.length === 1, JSON.stringify(vpc));
    });
    await test('a Linode is in it, by a configuration, then by itself', async () => {
        const inside = await api.createLinode({
            region: 'us-ord', type: 'g6-nanode-1', image: 'linode/debian12', label: 'client-inside',
            root_pass: 'correct-horse-battery-9', booted: false,
            interfaces: [{ purpose: 'vpc', vpc_id: vpc.id, subnet_id: vpc.subnets[0].id, primary: true,
                ipv4: { nat_1_1: 'any' }, label: null, ipam_address: null }],
        });
        await until(inside.id, 'offline');
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
        const errors = await api.deleteVPC(vpc.id).then(() => null, reasons);
        want(errors && errors[0].reason, 'a VPC in use was deleted');
        await api.deleteLinode(inside.id);
        for (let i = 0; i < 240 && (await api.getLinodes({}, { label: 'client-inside' })).results; i++)
            await new Promise((resolve) => setTimeout(resolve, 250));
        await api.deleteVPC(vpc.id);
        want((await api.getVPCs()).results === 0, 'still there');
    });
    let firewall;
    const inbound = [{ action: 'ACCEPT', protocol: 'TCP', ports: '22', label: 'ssh', description: 'SSH',
        addresses: { ipv4: ['0.0.0.0/0'], ipv6: ['::/0'] } }];
    const rules = { inbound, outbound: [], inbound_policy: 'DROP', outbound_policy: 'ACCEPT' };
    await test('a Cloud Firewall is created, its rules changed', async () => {
        firewall = await api.createFirewall({ label: 'client-firewall', rules, tags: ['client'] });
        want(firewall.status === 'enabled' && firewall.rules.version === 1, JSON.stringify(firewall));
        const changed = await api.updateFirewallRules(firewall.id, { ...rules, inbound: [] });
        want(changed.version === 2 && changed.fingerprint !== firewall.rules.fingerprint, JSON.stringify(changed));
        want((await api.getFirewallRules(firewall.id)).inbound.length === 0, 'a rule is left');
    });
    await test('the Linode comes behind it, and leaves', async () => {
        const device = await api.addFirewallDevice(firewall.id, { id: linode.id, type: 'linode' });
        want(device.entity.id === linode.id, JSON.stringify(device));
        want((await api.getFirewallDevices(firewall.id)).results === 1, 'no device');
        want((await api.getLinodeFirewalls(linode.id)).data[0].id === firewall.id, 'not listed');
        await api.deleteFirewallDevice(firewall.id, device.id);
        want((await api.getFirewall(firewall.id)).entities.length === 0, 'still there');
    });
    await test('it is disabled, listed, deleted', async () => {
        want((await api.disableFirewall(firewall.id)).status === 'disabled', 'still enabled');
        want((await api.getFirewalls({}, { label: 'client-firewall' })).results === 1, 'not listed');
        want((await api.getTemplates()).results === 2, 'no templates');
        await api.deleteFirewall(firewall.id);
        const errors = await api.getFirewall(firewall.id).then(() => null, reasons);
        want(errors && errors[0].reason === 'Not found', JSON.stringify(errors));
    });
    await test('it is deleted', async () => {
        await api.deleteLinode(linode.id);
        const errors = await api.getLinode(linode.id).then(() => null, reasons);
        want(errors && errors[0].reason === 'Not found', JSON.stringify(errors));
    });
    console.log(`1..${tests}`);
    process.exit(failures ? 1 : 0);
}

main();
