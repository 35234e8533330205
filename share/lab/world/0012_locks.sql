-- SPDX-License-Identifier: MIT
-- Locks: a Linode has one at most.
CREATE TABLE linode_lock (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    linode INTEGER NOT NULL UNIQUE REFERENCES linode (id) ON DELETE CASCADE,
    lock_type TEXT NOT NULL
) STRICT;
