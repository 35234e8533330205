// SPDX-License-Identifier: MIT
// NodeBalancers, their configurations, the nodes of those.
'use strict';

const members = ['client_conn_throttle', 'created', 'hostname', 'id', 'ipv4', 'ipv6', 'label', 'region', 'tags', 'transfer',
    'type', 'updated'];
const config_members = ['algorithm', 'check', 'check_attempts', 'check_body', 'check_interval', 'check_passive', 'check_path',
    'check_timeout', 'cipher_suite', 'id', 'nodebalancer_id', 'nodes_status', 'port', 'protocol', 'proxy_protocol', 'ssl_cert',
    'ssl_commonname', 'ssl_fingerprint', 'ssl_key', 'stickiness'];
const node_members = ['address', 'config_id', 'id', 'label', 'mode', 'nodebalancer_id', 'status', 'weight'];

const http = { port: 80, protocol: 'http', algorithm: 'roundrobin', stickiness: 'none', check: 'none', check_interval: 31,
    check_timeout: 30, check_attempts: 3, check_passive: true, cipher_suite: 'recommended',
    nodes: [{ label: 'first', address: '192.168.200.1', port: 80, mode: 'accept', weight: 50 }] };

module.exports = async ({ api, test, want, has, refused }) => {
    let balancer;
    let config;
    let node;

    await test('a NodeBalancer is created with a configuration and a node', async () => {
        want((await api.getNodeBalancerTypes()).data[0].price.monthly > 0, 'it costs nothing');
        balancer = await api.createNodeBalancer({ region: 'us-ord', label: 'client-front', client_conn_throttle: 5,
            tags: ['client'], configs: [http] });
        has(balancer, members);
        want(balancer.hostname.startsWith('nb-') && balancer.ipv4, JSON.stringify(balancer));
        [config] = (await api.getNodeBalancerConfigs(balancer.id)).data;
        has(config, config_members);
        want(config.port === 80 && config.nodes_status.down + config.nodes_status.up === 1, JSON.stringify(config));
        want((await api.getNodeBalancers({}, { label: 'client-front' })).results === 1, 'not listed');
    });
    await test('it is changed, its configuration too', async () => {
        balancer = await api.updateNodeBalancer(balancer.id, { label: 'client-door', client_conn_throttle: 0 });
        want(balancer.label === 'client-door' && balancer.client_conn_throttle === 0, JSON.stringify(balancer));
        config = await api.updateNodeBalancerConfig(balancer.id, config.id, { ...http, port: 8080, algorithm: 'leastconn' });
        want(config.port === 8080 && config.algorithm === 'leastconn', JSON.stringify(config));
        const other = await api.createNodeBalancerConfig(balancer.id, { ...http, port: 53, protocol: 'tcp' });
        want((await api.getNodeBalancerConfigs(balancer.id)).results === 2, 'not listed');
        await api.deleteNodeBalancerConfig(balancer.id, other.id);
        want((await api.getNodeBalancerConfigs(balancer.id)).results === 1, 'still there');
    });
    await test('a node joins, is drained, leaves', async () => {
        node = await api.createNodeBalancerConfigNode(balancer.id, config.id,
            { label: 'second', address: '192.168.200.2', port: 81, mode: 'accept', weight: 10 });
        has(node, node_members);
        want(node.address === '192.168.200.2:81' && node.status, JSON.stringify(node));
        node = await api.updateNodeBalancerConfigNode(balancer.id, config.id, node.id,
            { label: 'second', address: '192.168.200.2', port: 81, mode: 'drain', weight: 20 });
        want(node.mode === 'drain' && node.weight === 20, JSON.stringify(node));
        want((await api.getNodeBalancerConfigNodes(balancer.id, config.id)).results === 2, 'not listed');
        await api.deleteNodeBalancerConfigNode(balancer.id, config.id, node.id);
        want((await api.getNodeBalancerConfigNodes(balancer.id, config.id)).results === 1, 'still there');
        await refused(api.getNodeBalancerConfigNode(balancer.id, config.id, node.id), 'Not found');
    });
    await test('a configuration is rebuilt', async () => {
        await api.rebuildNodeBalancerConfig(balancer.id, config.id, { ...http,
            nodes: [{ label: 'third', address: '192.168.200.3', port: 80, mode: 'accept', weight: 50 }] });
        const { data } = await api.getNodeBalancerConfigNodes(balancer.id, config.id);
        want(data.length === 1 && data[0].label === 'third', JSON.stringify(data));
    });
    await test('what cannot be of a NodeBalancer is refused', async () => {
        await refused(api.createNodeBalancer({ region: 'us-ord', label: 'client-door', configs: [] }),
            'Label must be unique among your NodeBalancers', 'label');
        await refused(api.createNodeBalancer({ region: 'nowhere', label: 'client-lost', configs: [] }), 'region is not valid', 'region');
        await refused(api.createNodeBalancerConfig(balancer.id, http),
            'Port must be unique among the configs of a NodeBalancer', 'port');
        await refused(api.createNodeBalancerConfigNode(balancer.id, 1,
            { label: 'second', address: '192.168.200.2', port: 81, mode: 'accept', weight: 10 }), 'Not found');
    });
    await test('it is deleted', async () => {
        await api.deleteNodeBalancer(balancer.id);
        await refused(api.getNodeBalancer(balancer.id), 'Not found');
        want((await api.getNodeBalancers()).results === 0, 'still listed');
    });
};
