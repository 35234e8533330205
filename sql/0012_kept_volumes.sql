-- SPDX-License-Identifier: MIT
-- Volumes that stay when their cluster goes, and come back to one of the same name.

ALTER TABLE resources ADD COLUMN size_gb INTEGER NOT NULL DEFAULT 0; -- as last seen; 0: it has none
ALTER TABLE resources ADD COLUMN former TEXT; -- UUID of the cluster whose tags it carries still; NULL: its own
ALTER TABLE clusters ADD COLUMN new_volumes INTEGER NOT NULL DEFAULT 0; -- it takes none that are kept
