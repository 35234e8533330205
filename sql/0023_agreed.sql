-- SPDX-License-Identifier: MIT
-- Whose backups are to be cancelled, as somebody agreed to.

ALTER TABLE nodes ADD COLUMN drops_backups INTEGER NOT NULL DEFAULT 0;
