-- SPDX-License-Identifier: MIT
-- What a resume needs to want the same again, and the names that nodes have for one another.

ALTER TABLE clusters ADD COLUMN plan_parts TEXT; -- JSON object: files that the plan names
ALTER TABLE clusters ADD COLUMN plan_args TEXT;  -- JSON object: parameters, accepted substitutes
ALTER TABLE clusters ADD COLUMN counts TEXT;     -- JSON object: "REGION/GROUP" -> nodes, by scale

ALTER TABLE nodes ADD COLUMN public_fqdn TEXT;
ALTER TABLE nodes ADD COLUMN private_fqdn TEXT;
