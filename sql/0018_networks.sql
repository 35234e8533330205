-- SPDX-License-Identifier: MIT
-- Networks of nodes: which its machine has, the VPC that it is in, its addresses there and in a VLAN.

ALTER TABLE nodes ADD COLUMN networks TEXT; -- "public, vpc shop/db"; NULL: the cloud's own
ALTER TABLE nodes ADD COLUMN vpc TEXT; -- the cloud's id
ALTER TABLE nodes ADD COLUMN vpc_ipv4 TEXT;
ALTER TABLE nodes ADD COLUMN vlan_ipv4 TEXT; -- with its prefix
