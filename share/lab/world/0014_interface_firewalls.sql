-- SPDX-License-Identifier: MIT
-- Cloud Firewalls before Linode interfaces.
ALTER TABLE firewall_device ADD COLUMN interface INTEGER REFERENCES interface (id) ON DELETE CASCADE;
CREATE UNIQUE INDEX firewall_device_interface ON firewall_device (interface, firewall);
INSERT INTO firewall_device (firewall, created, updated, interface)
SELECT i.firewall, i.created, i.updated, i.id FROM interface i JOIN firewall f ON f.id = i.firewall
WHERE i.config IS NULL;
ALTER TABLE interface DROP COLUMN firewall;
DROP VIEW firewall_service;
CREATE VIEW firewall_service AS
SELECT d.id, d.firewall, d.created, d.updated, 'linode' AS kind, l.id AS service, 'linode' AS type,
    l.label, '/v4/linode/instances/' || l.id AS url, NULL AS parent_id, NULL AS parent_label
FROM firewall_device d JOIN linode l ON l.id = d.linode
UNION ALL
SELECT d.id, d.firewall, d.created, d.updated, 'linode_interface', i.id, 'linode_interface', NULL,
    '/v4/linode/instances/' || l.id || '/interfaces/' || i.id, l.id, l.label
FROM firewall_device d JOIN interface i ON i.id = d.interface JOIN linode l ON l.id = i.linode
UNION ALL
SELECT d.id, d.firewall, d.created, d.updated, 'nodebalancer', b.id, 'nodebalancer', b.label,
    '/v4/nodebalancers/' || b.id, NULL, NULL
FROM firewall_device d JOIN balancer b ON b.id = d.balancer;
