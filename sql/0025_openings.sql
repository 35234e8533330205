-- SPDX-License-Identifier: MIT
-- What was opened by hand for a time; a row goes when it is closed, or by the next operation after its
-- end.

CREATE TABLE openings (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    number INTEGER NOT NULL,
    rule TEXT NOT NULL,
    nodes TEXT NOT NULL,              -- JSON list of UUIDs; empty: all
    opened_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    PRIMARY KEY (context, cluster, number),
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid) ON DELETE CASCADE
) STRICT;
