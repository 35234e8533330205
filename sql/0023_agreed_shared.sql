-- SPDX-License-Identifier: MIT
-- Whose backups are to be cancelled, as somebody agreed to; which addresses of others each machine may
-- announce.

ALTER TABLE nodes ADD COLUMN drops_backups INTEGER NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN shared TEXT; -- JSON list of texts; null: none
