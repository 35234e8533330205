-- SPDX-License-Identifier: MIT
-- What a node has of each aspect of it is a fact, "aspect:NAME", '' where that is nothing.

INSERT INTO facts (context, node, key, value, at_ms)
    SELECT context, uuid, 'aspect:firewall', firewall_digest, updated_ms FROM nodes
    WHERE firewall_digest IS NOT NULL;
INSERT INTO facts (context, node, key, value, at_ms)
    SELECT context, uuid, 'aspect:hosts', hosts_digest, updated_ms FROM nodes
    WHERE hosts_digest IS NOT NULL;
UPDATE facts SET key = 'aspect:users' WHERE key = 'accounts';
UPDATE facts SET key = 'aspect:files' WHERE key = 'content';

-- "Nobody" had a digest of its own.
UPDATE facts SET value = ''
    WHERE key = 'aspect:users'
    AND value = '6b6185e63cff648293fe9acac21f322476477a0fe9c66f48a487d84d8414ef2d';

ALTER TABLE nodes DROP COLUMN firewall_digest;
ALTER TABLE nodes DROP COLUMN hosts_digest;
