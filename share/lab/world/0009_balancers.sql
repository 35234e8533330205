-- SPDX-License-Identifier: MIT
-- NodeBalancers, their ports (configurations), and where these send what comes in (nodes).
CREATE TABLE balancer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL UNIQUE,
    region TEXT NOT NULL,
    type TEXT NOT NULL,
    ipv4 TEXT NOT NULL,
    ipv6 TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    client_conn_throttle INTEGER NOT NULL,
    client_udp_sess_throttle INTEGER NOT NULL
) STRICT;
CREATE TABLE balancer_tag (
    balancer INTEGER NOT NULL REFERENCES balancer (id) ON DELETE CASCADE,
    label TEXT NOT NULL REFERENCES tag (label) ON DELETE CASCADE,
    PRIMARY KEY (balancer, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE balancer_config ( -- one of which nothing is said is as Linode makes it
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    balancer INTEGER NOT NULL REFERENCES balancer (id) ON DELETE CASCADE,
    port INTEGER NOT NULL DEFAULT 80,
    protocol TEXT NOT NULL DEFAULT 'http',
    algorithm TEXT NOT NULL DEFAULT 'roundrobin',
    stickiness TEXT NOT NULL DEFAULT 'none',
    "check" TEXT NOT NULL DEFAULT 'none',
    check_interval INTEGER NOT NULL DEFAULT 31,
    check_timeout INTEGER NOT NULL DEFAULT 30,
    check_attempts INTEGER NOT NULL DEFAULT 3,
    check_path TEXT NOT NULL DEFAULT '',
    check_body TEXT NOT NULL DEFAULT '',
    check_passive INTEGER NOT NULL DEFAULT 1,
    proxy_protocol TEXT NOT NULL DEFAULT 'none',
    cipher_suite TEXT NOT NULL DEFAULT 'recommended',
    udp_check_port INTEGER NOT NULL DEFAULT 80,
    udp_session_timeout INTEGER NOT NULL DEFAULT 16,
    certificate TEXT, -- the name of its file below the lab's folder: with the key, so not in here
    ssl_commonname TEXT NOT NULL DEFAULT '',
    ssl_fingerprint TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX balancer_config_balancer ON balancer_config (balancer);
CREATE TABLE balancer_node (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    config INTEGER NOT NULL REFERENCES balancer_config (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    address TEXT NOT NULL, -- with its port
    mode TEXT NOT NULL,
    weight INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'Unknown'
) STRICT;
CREATE INDEX balancer_node_config ON balancer_node (config);
INSERT INTO sqlite_sequence (name, seq)
VALUES ('balancer', 1000000), ('balancer_config', 1100000), ('balancer_node', 1200000);
