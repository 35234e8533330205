-- SPDX-License-Identifier: MIT
-- Linodes are booted into rescue.
ALTER TABLE linode ADD COLUMN rescue TEXT; -- the devices it has there, JSON; null: it is not in rescue
