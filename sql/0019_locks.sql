-- SPDX-License-Identifier: MIT
-- Locks that the plan put onto machines: those of others are never taken off.

ALTER TABLE nodes ADD COLUMN locked TEXT;
