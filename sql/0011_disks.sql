-- SPDX-License-Identifier: MIT
-- What disks the machine of a node was made with, where its plan names them.

ALTER TABLE nodes ADD COLUMN disks TEXT; -- NULL: the cloud's own
