-- SPDX-License-Identifier: MIT
-- Clusters that the plan of a cluster names, in depends: or in rules, what its nodes heard of these, and the
-- ports by which it names what it serves itself.

ALTER TABLE clusters ADD COLUMN names TEXT; -- JSON list of names; null: none
ALTER TABLE clusters ADD COLUMN knew TEXT;  -- digest; null: of nothing
ALTER TABLE clusters ADD COLUMN ports TEXT; -- JSON list of "NAME tcp NUMBER"; null: none
