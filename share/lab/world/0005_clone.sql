-- SPDX-License-Identifier: MIT
-- Disks are copied from one Linode to another.
ALTER TABLE disk ADD COLUMN copy_of INTEGER; -- the disk that it is still to be copied from; null: none
