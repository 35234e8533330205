-- SPDX-License-Identifier: MIT
-- Clusters that a cluster needs, by its plan, and whom of its nodes those that need it are told of.

ALTER TABLE clusters ADD COLUMN depends TEXT; -- JSON list of names; null: none
ALTER TABLE clusters ADD COLUMN tells TEXT;   -- JSON list of "dependents", node plans and tags; null: nobody
