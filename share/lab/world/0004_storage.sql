-- SPDX-License-Identifier: MIT
-- Who may log in is a disk's own: a Linode may have several that were made from images.
ALTER TABLE disk ADD COLUMN image TEXT; -- what it was made from; null: nothing
ALTER TABLE disk ADD COLUMN authorized_keys TEXT NOT NULL DEFAULT '';
ALTER TABLE disk ADD COLUMN root_hash TEXT;
UPDATE disk SET image = l.image, authorized_keys = l.authorized_keys, root_hash = l.root_hash
FROM linode l WHERE l.id = disk.linode AND disk.filesystem <> 'swap';
ALTER TABLE linode DROP COLUMN authorized_keys;
ALTER TABLE linode DROP COLUMN root_hash;
-- The configuration that was booted last; null: none yet.
ALTER TABLE linode ADD COLUMN config INTEGER REFERENCES config (id) ON DELETE SET NULL;
UPDATE linode SET config = (SELECT min(id) FROM config WHERE linode = linode.id)
WHERE status NOT IN ('provisioning', 'offline', 'rebuilding');
ALTER TABLE linode ADD COLUMN moving TEXT; -- the plan that it is resized to, JSON
ALTER TABLE config ADD COLUMN comments TEXT NOT NULL DEFAULT '';
ALTER TABLE config ADD COLUMN helpers TEXT NOT NULL DEFAULT -- JSON
    '{"updatedb_disabled":true,"distro":true,"modules_dep":true,"network":true,"devtmpfs_automount":true}';
ALTER TABLE config ADD COLUMN memory_limit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE config ADD COLUMN root_device TEXT NOT NULL DEFAULT '/dev/sda';
ALTER TABLE config ADD COLUMN run_level TEXT NOT NULL DEFAULT 'default';
ALTER TABLE config ADD COLUMN virt_mode TEXT NOT NULL DEFAULT 'paravirt';
CREATE TABLE volume (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    size INTEGER NOT NULL, -- GB
    region TEXT NOT NULL,
    encryption TEXT NOT NULL,
    linode INTEGER REFERENCES linode (id) ON DELETE SET NULL, -- attached to, or about to be
    io_ready INTEGER NOT NULL DEFAULT 0 -- and it is there
) STRICT;
CREATE INDEX volume_linode ON volume (linode);
CREATE TABLE volume_tag (
    volume INTEGER NOT NULL REFERENCES volume (id) ON DELETE CASCADE,
    label TEXT NOT NULL REFERENCES tag (label) ON DELETE CASCADE,
    PRIMARY KEY (volume, label)
) STRICT, WITHOUT ROWID;
INSERT INTO sqlite_sequence (name, seq) VALUES ('volume', 800000);
