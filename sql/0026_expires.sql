-- SPDX-License-Identifier: MIT
-- When a cluster may be deleted, by its plan; 0: never.

ALTER TABLE clusters ADD COLUMN expires_ms INTEGER NOT NULL DEFAULT 0;
