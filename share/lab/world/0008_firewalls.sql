-- SPDX-License-Identifier: MIT
-- Cloud Firewalls: the versions of their rules, and what they are before.
CREATE TABLE firewall (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    version INTEGER NOT NULL -- of its rules, those that hold
) STRICT;
CREATE TABLE firewall_rules (
    firewall INTEGER NOT NULL REFERENCES firewall (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    created TEXT NOT NULL,
    rules TEXT NOT NULL, -- both directions and their policies, JSON
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (firewall, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE firewall_tag (
    firewall INTEGER NOT NULL REFERENCES firewall (id) ON DELETE CASCADE,
    label TEXT NOT NULL REFERENCES tag (label) ON DELETE CASCADE,
    PRIMARY KEY (firewall, label)
) STRICT, WITHOUT ROWID;
-- What a firewall is before: one column for each kind of service.
CREATE TABLE firewall_device (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    firewall INTEGER NOT NULL REFERENCES firewall (id) ON DELETE CASCADE,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    linode INTEGER REFERENCES linode (id) ON DELETE CASCADE,
    UNIQUE (firewall, linode)
) STRICT;
CREATE INDEX firewall_device_linode ON firewall_device (linode);
-- The devices of every kind: its service's number, and what is told of it.
CREATE VIEW firewall_service AS
SELECT d.id, d.firewall, d.created, d.updated, 'linode' AS kind, l.id AS service, 'linode' AS type,
    l.label, '/v4/linode/instances/' || l.id AS url, NULL AS parent_id, NULL AS parent_label
FROM firewall_device d JOIN linode l ON l.id = d.linode;
-- What new services get where nothing is said.
CREATE TABLE firewall_default (
    service TEXT PRIMARY KEY,
    firewall INTEGER NOT NULL REFERENCES firewall (id)
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('firewall', 900000), ('firewall_device', 950000);
