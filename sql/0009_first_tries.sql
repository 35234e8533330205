-- SPDX-License-Identifier: MIT
-- When a step was first started: its length is counted from there, with all tries and what was waited
-- between them. Of earlier operations the last try is known.

ALTER TABLE steps ADD COLUMN first_ms INTEGER NOT NULL DEFAULT 0; -- 0: it was not started
UPDATE steps SET first_ms = intent_ms;
