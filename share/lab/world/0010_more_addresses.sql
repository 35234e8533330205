-- SPDX-License-Identifier: MIT
-- Reserved addresses, which may be nobody's; ranges of IPv6; what more Linodes than one may answer for.
CREATE TABLE address_new (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL, -- a private one may be there once in each region
    linode INTEGER REFERENCES linode (id) ON DELETE CASCADE, -- null: nobody's, as only a reserved one is
    region TEXT NOT NULL,
    public INTEGER NOT NULL,
    reserved INTEGER NOT NULL DEFAULT 0,
    gateway TEXT,
    subnet_mask TEXT NOT NULL,
    prefix INTEGER NOT NULL,
    rdns TEXT,
    turn INTEGER NOT NULL -- a Linode's first address came to it before its second
) STRICT;
INSERT INTO address_new (address, linode, region, public, gateway, subnet_mask, prefix, rdns, turn)
SELECT x.address, linode, l.region, public, gateway, subnet_mask, prefix, rdns, x.rowid
FROM address x JOIN linode l ON l.id = x.linode ORDER BY x.rowid;
DROP TABLE address;
ALTER TABLE address_new RENAME TO address;
CREATE INDEX address_linode ON address (linode);
CREATE INDEX address_text ON address (address);
CREATE TABLE address_tag (
    address INTEGER NOT NULL REFERENCES address (id) ON DELETE CASCADE,
    label TEXT NOT NULL REFERENCES tag (label) ON DELETE CASCADE,
    PRIMARY KEY (address, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE address_share (
    address INTEGER NOT NULL REFERENCES address (id) ON DELETE CASCADE,
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    PRIMARY KEY (address, linode)
) STRICT, WITHOUT ROWID;
CREATE TABLE ipv6_range (
    id INTEGER PRIMARY KEY,
    range TEXT NOT NULL UNIQUE, -- its first address
    prefix INTEGER NOT NULL,
    region TEXT NOT NULL,
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE -- it is routed to
) STRICT;
CREATE INDEX ipv6_range_linode ON ipv6_range (linode);
CREATE TABLE ipv6_range_share (
    range INTEGER NOT NULL REFERENCES ipv6_range (id) ON DELETE CASCADE,
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    PRIMARY KEY (range, linode)
) STRICT, WITHOUT ROWID;
-- Names of IPv6 addresses, which have none until they are given one.
CREATE TABLE ipv6_rdns (
    address TEXT PRIMARY KEY,
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    rdns TEXT NOT NULL
) STRICT;
