-- What scripts of hooks said on their nodes; it goes with its operation.

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
