-- SPDX-License-Identifier: MIT
-- Backups of Linodes that are asked for; none is made unasked.
CREATE TABLE backup (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    region TEXT NOT NULL,
    label TEXT NOT NULL,
    status TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    finished TEXT,
    configs TEXT NOT NULL DEFAULT '[]', -- JSON: rows as they were
    disks TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX backup_linode ON backup (linode);
INSERT INTO sqlite_sequence (name, seq) VALUES ('backup', 900000);
-- The backup that a disk is still to be copied from, there from its disk `copy_of`; null: none.
ALTER TABLE disk ADD COLUMN backup INTEGER;
