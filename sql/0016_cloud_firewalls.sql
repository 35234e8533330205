-- SPDX-License-Identifier: MIT
-- Cloud Firewalls: the digest of the rules that each was given last.

ALTER TABLE resources ADD COLUMN rules TEXT;
