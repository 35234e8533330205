-- SPDX-License-Identifier: MIT
-- The lab's world: one account of one user, and what it holds. Columns are named as the API names
-- them where it does, so that most answers are one SELECT. Worlds of before have no number, but these
-- tables, or most of them.
CREATE TABLE IF NOT EXISTS token (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest TEXT NOT NULL UNIQUE, -- the token itself is kept nowhere but in its owner's file
    shown TEXT NOT NULL,         -- its first 16 characters
    label TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created TEXT NOT NULL,
    expiry TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;
-- Each region that was ever used has a slice of the address ranges of its own.
CREATE TABLE IF NOT EXISTS region (
    slot INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    last_public INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS linode (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL UNIQUE,
    grp TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    type TEXT NOT NULL,
    region TEXT NOT NULL,
    site_type TEXT NOT NULL,
    specs TEXT NOT NULL, -- JSON
    image TEXT,
    ipv6 TEXT NOT NULL,
    alerts TEXT NOT NULL, -- JSON
    backups TEXT NOT NULL, -- JSON
    watchdog_enabled INTEGER NOT NULL DEFAULT 1,
    host_uuid TEXT NOT NULL,
    disk_encryption TEXT NOT NULL,
    maintenance_policy TEXT NOT NULL,
    user_data TEXT, -- as it was sent: base64
    authorized_keys TEXT NOT NULL DEFAULT '',
    root_hash TEXT,
    revivals TEXT NOT NULL DEFAULT '[]' -- when the watchdog had to boot it, JSON, milliseconds
) STRICT;
CREATE TABLE IF NOT EXISTS tag (label TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS linode_tag (
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    label TEXT NOT NULL REFERENCES tag (label) ON DELETE CASCADE,
    PRIMARY KEY (linode, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS placement_group (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL UNIQUE,
    region TEXT NOT NULL,
    placement_group_type TEXT NOT NULL,
    placement_group_policy TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS linode_placement (
    linode INTEGER PRIMARY KEY REFERENCES linode (id) ON DELETE CASCADE, -- in one group at most
    placement_group INTEGER NOT NULL REFERENCES placement_group (id)
) STRICT;
CREATE TABLE IF NOT EXISTS disk (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    status TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    filesystem TEXT NOT NULL,
    size INTEGER NOT NULL,
    disk_encryption TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS disk_linode ON disk (linode);
CREATE TABLE IF NOT EXISTS config (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    kernel TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    devices TEXT NOT NULL -- JSON
) STRICT;
CREATE INDEX IF NOT EXISTS config_linode ON config (linode);
CREATE TABLE IF NOT EXISTS address (
    address TEXT NOT NULL, -- a private one may be there once in each region
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    public INTEGER NOT NULL,
    gateway TEXT,
    subnet_mask TEXT NOT NULL,
    prefix INTEGER NOT NULL,
    rdns TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS address_linode ON address (linode);
CREATE INDEX IF NOT EXISTS address_text ON address (address);
CREATE TABLE IF NOT EXISTS sshkey (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL,
    ssh_key TEXT NOT NULL,
    created TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    action TEXT NOT NULL,
    status TEXT NOT NULL,
    created TEXT NOT NULL,
    started_ms INTEGER,  -- of the wall clock
    expected_ms INTEGER, -- how long it will take, for percent_complete
    duration REAL,       -- seconds, once it has ended
    entity TEXT,         -- JSON
    secondary_entity TEXT,
    message TEXT NOT NULL DEFAULT '',
    seen INTEGER NOT NULL DEFAULT 0,
    read INTEGER NOT NULL DEFAULT 0
) STRICT;
-- What is under way. A lab that was killed begins each of them anew.
CREATE TABLE IF NOT EXISTS job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    linode INTEGER NOT NULL,
    event INTEGER NOT NULL,
    boots INTEGER NOT NULL -- a boot follows it
) STRICT;
-- Ids of different kinds never look alike.
INSERT INTO sqlite_sequence (name, seq)
SELECT name, seq FROM (
    SELECT 'linode' AS name, 10000000 AS seq UNION ALL SELECT 'disk', 20000000
    UNION ALL SELECT 'config', 30000000 UNION ALL SELECT 'event', 40000000
    UNION ALL SELECT 'sshkey', 500000 UNION ALL SELECT 'token', 600000
    UNION ALL SELECT 'placement_group', 700000
) WHERE name NOT IN (SELECT name FROM sqlite_sequence);
