-- SPDX-License-Identifier: MIT
-- What was asked for of a node's machine, beside what its plan says, and not begun yet.

ALTER TABLE nodes ADD COLUMN demand TEXT NOT NULL DEFAULT '';
