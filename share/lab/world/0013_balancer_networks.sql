-- SPDX-License-Identifier: MIT
-- Cloud Firewalls before NodeBalancers.
ALTER TABLE firewall_device ADD COLUMN balancer INTEGER REFERENCES balancer (id) ON DELETE CASCADE;
CREATE UNIQUE INDEX firewall_device_balancer ON firewall_device (balancer, firewall);
DROP VIEW firewall_service;
CREATE VIEW firewall_service AS
SELECT d.id, d.firewall, d.created, d.updated, 'linode' AS kind, l.id AS service, 'linode' AS type,
    l.label, '/v4/linode/instances/' || l.id AS url, NULL AS parent_id, NULL AS parent_label
FROM firewall_device d JOIN linode l ON l.id = d.linode
UNION ALL
SELECT d.id, d.firewall, d.created, d.updated, 'nodebalancer', b.id, 'nodebalancer', b.label,
    '/v4/nodebalancers/' || b.id, NULL, NULL
FROM firewall_device d JOIN balancer b ON b.id = d.balancer;
