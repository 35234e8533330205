-- SPDX-License-Identifier: MIT
-- NodeBalancers: where clients find them.

ALTER TABLE resources ADD COLUMN address TEXT;
ALTER TABLE resources ADD COLUMN hostname TEXT;
