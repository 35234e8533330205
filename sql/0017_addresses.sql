-- SPDX-License-Identifier: MIT
-- Addresses of nodes: reserved ones of the account, IPv6 ranges, names of public ones.

ALTER TABLE nodes ADD COLUMN reserved TEXT; -- that its machines are made with; null: any
ALTER TABLE nodes ADD COLUMN ipv6_range TEXT; -- of its machine; null: none
ALTER TABLE nodes ADD COLUMN rdns TEXT; -- that its public address was given; null: the cloud's own
