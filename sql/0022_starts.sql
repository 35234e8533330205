-- SPDX-License-Identifier: MIT
-- How often nodes were started, by which the hooks of a start are known; who founded its group; who is
-- to be off.

ALTER TABLE nodes ADD COLUMN starts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN born INTEGER NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN founder INTEGER NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN off INTEGER NOT NULL DEFAULT 0;
