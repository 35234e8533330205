-- SPDX-License-Identifier: MIT
-- Machines that others made.

ALTER TABLE nodes ADD COLUMN login TEXT; -- how one logs in to it, "USER FILE", until it is the cluster's; NULL: it is
