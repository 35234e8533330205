-- SPDX-License-Identifier: MIT
-- Whence nodes last saw our sessions come: whom a plan's `access` would shut out is told before.

CREATE TABLE seen (
    context INTEGER NOT NULL PRIMARY KEY REFERENCES contexts (id),
    address TEXT NOT NULL,
    at_ms INTEGER NOT NULL            -- wall time
) STRICT;
