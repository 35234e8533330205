-- SPDX-License-Identifier: MIT
-- Machines that are rebuilt in place: whether one is, and the newest rebuild that is known (an event's id). Nobody but
-- other hands did so until now.

ALTER TABLE nodes ADD COLUMN rebuilding INTEGER NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN rebuilt INTEGER NOT NULL DEFAULT 0; -- -1: ours is not known
