-- SPDX-License-Identifier: MIT
-- Nodes that are to serve nothing, while their machines run.

ALTER TABLE nodes ADD COLUMN drained INTEGER NOT NULL DEFAULT 0;
