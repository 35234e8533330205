-- SPDX-License-Identifier: MIT
-- All tables of one shape: the context first, then what tells one record from another of its context;
-- what belongs to another goes with it. Operations keep the counts of their journal, steps their
-- order, and how long steps take is kept beside the journal, which may be pruned. Tables that nobody
-- filled are gone.

CREATE TABLE new_clusters (
    context INTEGER NOT NULL REFERENCES contexts (id),
    uuid TEXT NOT NULL,
    name TEXT NOT NULL,
    app_id TEXT,
    slug TEXT NOT NULL,
    state TEXT NOT NULL,
    plan_name TEXT,
    plan_text TEXT,
    plan_digest TEXT,
    plan_file TEXT,
    plan_parts TEXT,                  -- JSON object: files that the plan names
    plan_args TEXT,                   -- JSON object: parameters, accepted substitutes
    counts TEXT,                      -- JSON object: "REGION/GROUP" -> nodes, by scale
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    PRIMARY KEY (context, uuid)
) STRICT;
INSERT INTO new_clusters SELECT context, uuid, name, app_id, slug, state, plan_name, plan_text,
    plan_digest, plan_file, plan_parts, plan_args, counts, created_ms, updated_ms FROM clusters;

CREATE TABLE new_plans (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    digest TEXT NOT NULL,
    name TEXT,
    text TEXT NOT NULL,
    file TEXT,
    parts TEXT,                       -- JSON object: files that it names
    args TEXT,                        -- JSON object: parameters, accepted substitutes
    at_ms INTEGER NOT NULL,           -- when it was last carried out
    PRIMARY KEY (context, cluster, digest),
    FOREIGN KEY (context, cluster) REFERENCES new_clusters (context, uuid) ON DELETE CASCADE
) STRICT;
INSERT INTO new_plans SELECT context, cluster, digest, name, text, file, parts, args, at_ms
    FROM plans;

CREATE TABLE new_nodes (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    uuid TEXT NOT NULL,
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
    cloud_id TEXT,                    -- NULL: none known
    public_ipv4 TEXT,
    private_ipv4 TEXT,
    ipv6 TEXT,
    public_fqdn TEXT,
    private_fqdn TEXT,
    host_key TEXT,                    -- public
    booted INTEGER NOT NULL,
    secured INTEGER NOT NULL,
    error TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    PRIMARY KEY (context, cluster, uuid),
    FOREIGN KEY (context, cluster) REFERENCES new_clusters (context, uuid) ON DELETE CASCADE
) STRICT;
INSERT INTO new_nodes SELECT context, cluster, uuid, generation, group_name, region, type, image,
    number, name, label, tags, draws, state, cloud_id, public_ipv4, private_ipv4, ipv6, public_fqdn,
    private_fqdn, host_key, booted, secured, error, created_ms, updated_ms FROM nodes;

CREATE TABLE new_facts (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    node TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (context, cluster, node, key),
    FOREIGN KEY (context, cluster, node) REFERENCES new_nodes (context, cluster, uuid)
        ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO new_facts SELECT f.context, n.cluster, f.node, f.key, f.value, f.at_ms
    FROM facts f JOIN nodes n ON n.uuid = f.node;

CREATE TABLE new_resources (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    uuid TEXT NOT NULL,
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
    PRIMARY KEY (context, cluster, uuid),
    FOREIGN KEY (context, cluster) REFERENCES new_clusters (context, uuid) ON DELETE CASCADE
) STRICT;
INSERT INTO new_resources SELECT context, cluster, uuid, noun, name, label, region, cloud_id, traits,
    state, error, created_ms, updated_ms FROM resources;

-- The next value of each running counter: drawn numbers never come again.
CREATE TABLE new_counters (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    name TEXT NOT NULL,
    next INTEGER NOT NULL CHECK (next >= 1),
    PRIMARY KEY (context, cluster, name),
    FOREIGN KEY (context, cluster) REFERENCES new_clusters (context, uuid) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO new_counters SELECT context, cluster, name, next FROM counters;

-- Who operates a cluster. A row stays when its lease is dropped: the fence only ever rises.
CREATE TABLE new_leases (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    holder TEXT,                      -- NULL: dropped
    fence INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    PRIMARY KEY (context, cluster),
    FOREIGN KEY (context, cluster) REFERENCES new_clusters (context, uuid) ON DELETE CASCADE
) STRICT;
INSERT INTO new_leases SELECT context, cluster, holder, fence, expires_ms FROM leases;

CREATE TABLE new_operations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    context INTEGER NOT NULL REFERENCES contexts (id),
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
    n_steps INTEGER NOT NULL,         -- of its journal, when it ended
    n_done INTEGER NOT NULL,
    n_failed INTEGER NOT NULL,
    UNIQUE (context, id)
) STRICT;
INSERT INTO new_operations SELECT id, context, cluster, cluster_name, kind, who, state, plan_digest,
    plan_text, plan_file, args, summary, started_ms, ended_ms, pid,
    (SELECT count(*) FROM steps s WHERE s.operation = o.id),
    (SELECT count(*) FROM steps s WHERE s.operation = o.id AND s.state = 'done'),
    (SELECT count(*) FROM steps s WHERE s.operation = o.id AND s.state = 'failed')
    FROM operations o;

DELETE FROM sqlite_sequence WHERE name = 'new_operations';
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'new_operations', seq FROM sqlite_sequence WHERE name = 'operations';

-- The journal.
CREATE TABLE new_steps (
    context INTEGER NOT NULL,
    operation INTEGER NOT NULL,
    key TEXT NOT NULL,
    number INTEGER NOT NULL,          -- in the order in which they were first written
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
    first_ms INTEGER NOT NULL,        -- 0: it was not started
    intent_ms INTEGER NOT NULL,
    outcome_ms INTEGER NOT NULL,      -- 0: none yet
    PRIMARY KEY (context, operation, key),
    FOREIGN KEY (context, operation) REFERENCES new_operations (context, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO new_steps SELECT context, operation, key, id, kind, subject, digest, state, attempts,
    content_digest, result, error, error_text, error_hint, first_ms, intent_ms, outcome_ms FROM steps;

CREATE TABLE new_outputs (
    context INTEGER NOT NULL,
    operation INTEGER NOT NULL,
    step TEXT NOT NULL,               -- key of its step
    place TEXT NOT NULL,              -- file on the node that has the whole
    status INTEGER NOT NULL,          -- of the script; -1: none
    late_ms INTEGER NOT NULL,         -- the time limit that ended it; 0: none did
    text TEXT NOT NULL,
    cut INTEGER NOT NULL,             -- text is only the end of it
    PRIMARY KEY (context, operation, step),
    FOREIGN KEY (context, operation) REFERENCES new_operations (context, id) ON DELETE CASCADE
) STRICT;
INSERT INTO new_outputs SELECT context, operation, step, place, status, late_ms, text, cut
    FROM outputs;

-- How long the newest steps of a kind took, of one digest or (digest '') of all.
CREATE TABLE lessons (
    context INTEGER NOT NULL REFERENCES contexts (id),
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    times TEXT NOT NULL,              -- JSON: [[began_ms, ms, waits_ms] ...], the newest first
    at_ms INTEGER NOT NULL,           -- of the newest
    PRIMARY KEY (context, kind, digest)
) STRICT;
WITH
    took AS (
        SELECT context, kind, ifnull(digest, '') AS digest, id, first_ms, outcome_ms - first_ms AS ms,
            iif(attempts > 1, intent_ms - first_ms, 0) AS waits_ms
        FROM steps WHERE state = 'done' AND attempts > 0),
    sound AS (SELECT * FROM took WHERE waits_ms >= 0 AND ms >= waits_ms),
    each AS (
        SELECT * FROM sound WHERE digest <> '' AND kind = 'node.hook'
        UNION ALL SELECT context, kind, '', id, first_ms, ms, waits_ms FROM sound),
    ranked AS (
        SELECT *, row_number() OVER (PARTITION BY context, kind, digest ORDER BY id DESC) AS rank
        FROM each)
INSERT INTO lessons
    SELECT context, kind, digest, json_group_array(json_array(first_ms, ms, waits_ms)), max(first_ms)
    FROM (SELECT * FROM ranked WHERE rank <= 200 ORDER BY context, kind, digest, rank)
    GROUP BY context, kind, digest;

-- What files of plans hold, each content once.
CREATE TABLE blobs (
    context INTEGER NOT NULL REFERENCES contexts (id),
    digest TEXT NOT NULL,
    content TEXT NOT NULL,            -- JSON
    PRIMARY KEY (context, digest)
) STRICT;

DROP TABLE outputs;
DROP TABLE steps;
DROP TABLE operations;
DROP TABLE leases;
DROP TABLE counters;
DROP TABLE resources;
DROP TABLE facts;
DROP TABLE dirty_marks;
DROP TABLE volumes;
DROP TABLE balancers;
DROP TABLE firewalls;
DROP TABLE nodes;
DROP TABLE plans;
DROP TABLE dependencies;
DROP TABLE clusters;

ALTER TABLE new_clusters RENAME TO clusters;
ALTER TABLE new_plans RENAME TO plans;
ALTER TABLE new_nodes RENAME TO nodes;
ALTER TABLE new_facts RENAME TO facts;
ALTER TABLE new_resources RENAME TO resources;
ALTER TABLE new_counters RENAME TO counters;
ALTER TABLE new_leases RENAME TO leases;
ALTER TABLE new_operations RENAME TO operations;
ALTER TABLE new_steps RENAME TO steps;
ALTER TABLE new_outputs RENAME TO outputs;

-- Names and the application's ids belong to the living; the destroyed are found by UUID.
CREATE UNIQUE INDEX clusters_name ON clusters (context, name) WHERE state <> 'destroyed';
CREATE UNIQUE INDEX clusters_app_id ON clusters (context, app_id) WHERE state <> 'destroyed';
CREATE INDEX operations_cluster ON operations (context, cluster, id);
