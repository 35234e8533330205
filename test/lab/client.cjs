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

// An answer has these members; of others it may have more.
function has(answer, members) {
    const missing = members.filter((each) => !(each in answer));
    want(missing.length === 0, `no ${missing.join(', ')} in ${JSON.stringify(answer)}`);
}

// It is refused in these words, of this field (none: an error without one).
async function refused(promise, reason, field) {
    const errors = await promise.then((answer) => {
        throw new Error(`done: ${JSON.stringify(answer)}`);
    }, reasons);
    want(Array.isArray(errors) && errors[0].reason === reason && errors[0].field === field,
        `wanted ${reason} (${field}), got ${JSON.stringify(errors)}`);
}

async function becomes(look, is, what) {
    for (let i = 0; i < 240; i++) {
        const seen = await look();
        if (is(seen))
            return seen;
        await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error(`${what} did not become so`);
}

const until = (id, status) => becomes(() => api.getLinode(id), (l) => l.status === status, `Linode ${id}`);

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
    const tools = { api, test, want, has, refused, becomes, linode };
    await require('./client/volume.cjs')(tools);
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
    for (const noun of ['vpc', 'firewall', 'placement', 'balancer'])
        await require(`./client/${noun}.cjs`)(tools);
    await test('it is deleted', async () => {
        await api.deleteLinode(linode.id);
        const errors = await api.getLinode(linode.id).then(() => null, reasons);
        want(errors && errors[0].reason === 'Not found', JSON.stringify(errors));
    });
    console.log(`1..${tests}`);
    process.exit(failures ? 1 : 0);
}

main();
