-- SPDX-License-Identifier: MIT
-- Clusters that a cluster needs, by its plan.

ALTER TABLE clusters ADD COLUMN depends TEXT; -- JSON list of names; null: none
