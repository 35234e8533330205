-- SPDX-License-Identifier: MIT
-- VPCs: their subnets, and those that others made.

ALTER TABLE resources ADD COLUMN parts TEXT NOT NULL DEFAULT '[]'; -- "front 10.0.1.0/24 241163"
ALTER TABLE resources ADD COLUMN existing INTEGER NOT NULL DEFAULT 0; -- others made it: never changed or deleted
