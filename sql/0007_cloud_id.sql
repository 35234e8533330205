-- SPDX-License-Identifier: MIT
-- Ids of machines as texts, as those of all else are: another cloud's are no numbers.

ALTER TABLE nodes ADD COLUMN cloud_id TEXT; -- NULL: none known
UPDATE nodes SET cloud_id = CAST(linode_id AS TEXT) WHERE linode_id > 0;
ALTER TABLE nodes DROP COLUMN linode_id;
