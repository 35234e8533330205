-- SPDX-License-Identifier: MIT
-- Worlds of before had each private address but once: there `address` was a key.
CREATE TABLE address_new (
    address TEXT NOT NULL, -- a private one may be there once in each region
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    public INTEGER NOT NULL,
    gateway TEXT,
    subnet_mask TEXT NOT NULL,
    prefix INTEGER NOT NULL,
    rdns TEXT
) STRICT;
INSERT INTO address_new SELECT * FROM address ORDER BY rowid; -- a Linode's first one stays its first
DROP TABLE address;
ALTER TABLE address_new RENAME TO address;
CREATE INDEX address_linode ON address (linode);
CREATE INDEX address_text ON address (address);
