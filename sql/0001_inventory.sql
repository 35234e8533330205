-- SPDX-License-Identifier: MIT
-- The inventory: what exists, what was done to it, and who is at it.
--
-- Every ordinary table carries its context (application, customer), so that one store can serve
-- many; (context, cluster) points at the cluster of that very context. Words (states, kinds) are
-- stored by name, times as milliseconds since 1970 UTC. Rows of clusters and operations are kept
-- for good; what belongs to a node goes with it.

CREATE TABLE contexts (
    id INTEGER PRIMARY KEY,
    app TEXT NOT NULL,
    customer TEXT NOT NULL,
    UNIQUE (app, customer)
) STRICT;

CREATE TABLE clusters (
    uuid TEXT NOT NULL PRIMARY KEY,
    context INTEGER NOT NULL REFERENCES contexts (id),
    name TEXT NOT NULL,
    app_id TEXT,
    slug TEXT NOT NULL,
    state TEXT NOT NULL,
    plan_name TEXT,
    plan_text TEXT,
    plan_digest TEXT,
    plan_file TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    UNIQUE (context, uuid)
) STRICT;

-- Names and the application's ids belong to the living; the destroyed are found by UUID.
CREATE UNIQUE INDEX clusters_name ON clusters (context, name) WHERE state <> 'destroyed';
CREATE UNIQUE INDEX clusters_app_id ON clusters (context, app_id) WHERE state <> 'destroyed';

-- Other clusters that a cluster needs, each under the alias its plan gives it.
CREATE TABLE dependencies (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    alias TEXT NOT NULL,
    needs TEXT NOT NULL,
    PRIMARY KEY (cluster, alias),
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid),
    FOREIGN KEY (context, needs) REFERENCES clusters (context, uuid)
) STRICT;

CREATE INDEX dependencies_needs ON dependencies (needs);

-- The next value of each running counter: drawn numbers never come again.
CREATE TABLE counters (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    name TEXT NOT NULL,
    next INTEGER NOT NULL CHECK (next >= 1),
    PRIMARY KEY (cluster, name),
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;

CREATE TABLE nodes (
    uuid TEXT NOT NULL PRIMARY KEY,
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    generation INTEGER NOT NULL,
    group_name TEXT NOT NULL,
    region TEXT NOT NULL,
    type TEXT NOT NULL,
    image TEXT,
    number INTEGER NOT NULL,          -- within its group and region, from 1
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    tags TEXT NOT NULL,               -- JSON list of texts
    draws TEXT,                       -- JSON object: counter -> the number drawn
    state TEXT NOT NULL,
    linode_id INTEGER,
    public_ipv4 TEXT,
    private_ipv4 TEXT,
    ipv6 TEXT,
    host_key TEXT,                    -- public
    booted INTEGER NOT NULL,
    secured INTEGER NOT NULL,
    firewall_digest TEXT,
    hosts_digest TEXT,
    error TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    UNIQUE (context, uuid),
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;

CREATE INDEX nodes_place ON nodes (cluster, region, group_name, number);

-- Lifetime facts that the cloud cannot show, such as the hooks that ran.
CREATE TABLE facts (
    context INTEGER NOT NULL,
    node TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (node, key),
    FOREIGN KEY (context, node) REFERENCES nodes (context, uuid) ON DELETE CASCADE
) STRICT;

-- What changed while a node or its cluster was stopped, applied at the next start.
CREATE TABLE dirty_marks (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    node TEXT REFERENCES nodes (uuid) ON DELETE CASCADE, -- NULL: the whole cluster
    mark TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;

CREATE UNIQUE INDEX dirty_marks_of ON dirty_marks (cluster, mark, ifnull(node, ''));
CREATE INDEX dirty_marks_node ON dirty_marks (node);

CREATE TABLE volumes (
    uuid TEXT NOT NULL PRIMARY KEY,
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    node TEXT REFERENCES nodes (uuid) ON DELETE SET NULL, -- NULL: attached to none
    label TEXT NOT NULL,
    region TEXT NOT NULL,
    size_gb INTEGER NOT NULL,
    state TEXT NOT NULL,
    linode_id INTEGER,
    error TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;

CREATE INDEX volumes_cluster ON volumes (cluster);
CREATE INDEX volumes_node ON volumes (node);

CREATE TABLE balancers (
    uuid TEXT NOT NULL PRIMARY KEY,
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    region TEXT NOT NULL,
    state TEXT NOT NULL,
    linode_id INTEGER,
    public_ipv4 TEXT,
    ipv6 TEXT,
    config_digest TEXT,               -- of what was pushed last
    error TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    UNIQUE (cluster, region, name),
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;

-- Cloud Firewalls, the outer layer; a node's own rule set is a digest in its row.
CREATE TABLE firewalls (
    uuid TEXT NOT NULL PRIMARY KEY,
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    state TEXT NOT NULL,
    linode_id INTEGER,
    rules_digest TEXT,                -- of what was pushed last
    error TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    UNIQUE (cluster, name),
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;

CREATE TABLE operations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    cluster_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    state TEXT NOT NULL,
    plan_digest TEXT,
    plan_text TEXT,
    plan_file TEXT,
    args TEXT,                        -- JSON
    summary TEXT,
    started_ms INTEGER NOT NULL,
    ended_ms INTEGER NOT NULL,        -- 0: not ended
    pid INTEGER NOT NULL,
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;

CREATE INDEX operations_cluster ON operations (cluster);

-- The journal: the steps of operations, in the order they were first written.
CREATE TABLE steps (
    id INTEGER PRIMARY KEY,
    context INTEGER NOT NULL REFERENCES contexts (id),
    operation INTEGER NOT NULL REFERENCES operations (id),
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    digest TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    content_digest TEXT,
    result TEXT,                      -- JSON
    error INTEGER NOT NULL,
    error_text TEXT,
    error_hint TEXT,
    intent_ms INTEGER NOT NULL,
    outcome_ms INTEGER NOT NULL,      -- 0: none yet
    UNIQUE (operation, key)
) STRICT;

-- Who operates a cluster. A row stays when its lease is dropped: the fence only ever rises.
CREATE TABLE leases (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL PRIMARY KEY,
    holder TEXT,                      -- NULL: dropped
    fence INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;
