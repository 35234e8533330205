-- SPDX-License-Identifier: MIT
-- Public IPv4 addresses of a node's machine beside its first one.

ALTER TABLE nodes ADD COLUMN extra_ipv4 TEXT; -- JSON list of texts; null: none
