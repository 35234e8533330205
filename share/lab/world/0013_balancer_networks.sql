-- SPDX-License-Identifier: MIT
-- NodeBalancers behind Cloud Firewalls, and within VPCs: one has one range of a subnet at most, from
-- which it reaches its nodes there.
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
CREATE TABLE balancer_vpc (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    balancer INTEGER NOT NULL UNIQUE REFERENCES balancer (id) ON DELETE CASCADE,
    subnet INTEGER NOT NULL REFERENCES subnet (id),
    ipv4_range TEXT NOT NULL
) STRICT;
CREATE INDEX balancer_vpc_subnet ON balancer_vpc (subnet);
ALTER TABLE balancer_node ADD COLUMN vpc INTEGER REFERENCES balancer_vpc (id) ON DELETE CASCADE; -- null: it is in none
INSERT INTO sqlite_sequence (name, seq) VALUES ('balancer_vpc', 1600000);
