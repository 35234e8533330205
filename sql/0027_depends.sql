-- SPDX-License-Identifier: MIT
-- Clusters that a cluster needs, and all that it names, by its plan; what its nodes heard of these, as a
-- digest; whom of its own those that need it are told of.

ALTER TABLE clusters ADD COLUMN depends TEXT; -- JSON list of names; null: none
ALTER TABLE clusters ADD COLUMN names TEXT;   -- likewise
ALTER TABLE clusters ADD COLUMN knew TEXT;    -- null: of nothing
ALTER TABLE clusters ADD COLUMN tells TEXT;   -- JSON list of "dependents", node plans and tags; null: nobody
