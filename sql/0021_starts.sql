-- SPDX-License-Identifier: MIT
-- How often nodes were started, by which the hooks of a start are known; and who founded its group.

ALTER TABLE nodes ADD COLUMN starts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN born INTEGER NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN founder INTEGER NOT NULL DEFAULT 0;
