-- SPDX-License-Identifier: MIT
-- Jobs were Linodes' alone.
CREATE TABLE job_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL, -- the row of its noun's file
    event INTEGER NOT NULL,
    of_type TEXT NOT NULL, -- what it changes, as events name it
    of_id INTEGER NOT NULL,
    with_type TEXT, -- and what must be free for it, too; null: nothing
    with_id INTEGER,
    argument INTEGER NOT NULL DEFAULT 0 -- its kind knows what of
) STRICT;
INSERT INTO job_new (id, kind, event, of_type, of_id, argument)
SELECT id, 'linode_' || kind, event, 'linode', linode, boots FROM job;
DROP TABLE job;
ALTER TABLE job_new RENAME TO job;
