-- SPDX-License-Identifier: MIT
-- VPCs, and the interfaces by which Linodes are in them, in VLANs and on the Internet. A VLAN is there
-- as long as an interface names it.
CREATE TABLE vpc (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    region TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL
) STRICT;
CREATE TABLE subnet (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vpc INTEGER NOT NULL REFERENCES vpc (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    ipv4 TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    UNIQUE (vpc, label)
) STRICT;
CREATE TABLE interface (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    config INTEGER REFERENCES config (id) ON DELETE CASCADE, -- null: a Linode interface
    position INTEGER NOT NULL DEFAULT 0, -- among those of its configuration
    purpose TEXT NOT NULL,
    label TEXT,            -- of the VLAN
    ipam_address TEXT,     -- there
    subnet INTEGER REFERENCES subnet (id),
    address TEXT,          -- in the subnet
    nat TEXT,              -- the public address that stands for it; null: none
    ranges TEXT NOT NULL DEFAULT '[]', -- that are routed to it, too; JSON
    "primary" INTEGER NOT NULL DEFAULT 0,
    route4 INTEGER NOT NULL DEFAULT 0, -- of a Linode interface: it is the default route
    route6 INTEGER NOT NULL DEFAULT 0,
    firewall INTEGER, -- the one that its body named
    version INTEGER NOT NULL DEFAULT 1,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    UNIQUE (subnet, address)
) STRICT;
CREATE INDEX interface_linode ON interface (linode);
CREATE INDEX interface_config ON interface (config);
ALTER TABLE linode ADD COLUMN interface_generation TEXT NOT NULL DEFAULT 'legacy_config';
ALTER TABLE address ADD COLUMN interface INTEGER REFERENCES interface (id) ON DELETE CASCADE;
-- In use: its Linode was booted with it.
CREATE VIEW interface_state AS
SELECT i.*, coalesce(i.config = l.config, i.config IS NULL)
    AND l.status NOT IN ('offline', 'provisioning') AS active
FROM interface i JOIN linode l ON l.id = i.linode;
INSERT INTO sqlite_sequence (name, seq) VALUES ('vpc', 1300000), ('subnet', 1400000), ('interface', 1500000);
