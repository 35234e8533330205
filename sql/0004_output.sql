-- SPDX-License-Identifier: MIT
-- What scripts of hooks said on their nodes; it goes with its operation. And the plans that were before.

CREATE TABLE outputs (
    context INTEGER NOT NULL REFERENCES contexts (id),
    operation INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
    step TEXT NOT NULL,               -- key of its step
    place TEXT NOT NULL,              -- file on the node that has the whole
    status INTEGER NOT NULL,          -- of the script; -1: none
    late_ms INTEGER NOT NULL,         -- the time limit that ended it; 0: none did
    text TEXT NOT NULL,
    cut INTEGER NOT NULL,             -- text is only the end of it
    PRIMARY KEY (operation, step)
) STRICT;

-- The last plans of a cluster: what its nodes may still have of them is told beside the next one.
CREATE TABLE plans (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    digest TEXT NOT NULL,
    name TEXT,
    text TEXT NOT NULL,
    file TEXT,
    parts TEXT,                       -- JSON object: files that it names
    args TEXT,                        -- JSON object: parameters, accepted substitutes
    at_ms INTEGER NOT NULL,           -- when it was last carried out
    PRIMARY KEY (cluster, digest),
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;
