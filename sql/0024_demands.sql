-- SPDX-License-Identifier: MIT
-- What was asked for of a node's machine, beside what its plan says, and not begun yet; when a cluster may be
-- deleted.

ALTER TABLE nodes ADD COLUMN demand TEXT NOT NULL DEFAULT '';
ALTER TABLE clusters ADD COLUMN expires_ms INTEGER NOT NULL DEFAULT 0;
