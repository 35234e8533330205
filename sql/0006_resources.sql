-- SPDX-License-Identifier: MIT
-- What clusters have beside their nodes, of every noun: placement groups first. A row is there
-- before the thing is asked for, so that whatever dies, nothing is lost.

CREATE TABLE resources (
    uuid TEXT NOT NULL PRIMARY KEY,
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    noun TEXT NOT NULL,
    name TEXT NOT NULL,               -- as the plan calls it
    label TEXT NOT NULL,              -- the cloud's
    region TEXT NOT NULL,
    cloud_id TEXT,
    traits TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    UNIQUE (cluster, noun, region, name),
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;
