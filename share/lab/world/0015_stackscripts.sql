-- SPDX-License-Identifier: MIT
-- StackScripts, and what disks were made with.
CREATE TABLE stackscript (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL,
    label TEXT NOT NULL,
    description TEXT NOT NULL,
    images TEXT NOT NULL, -- a list
    deployments_total INTEGER NOT NULL DEFAULT 0,
    is_public INTEGER NOT NULL,
    mine INTEGER NOT NULL, -- of the account; the others are public
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    rev_note TEXT NOT NULL,
    script TEXT NOT NULL,
    fields TEXT NOT NULL -- what it asks for, read out of it
) STRICT;
-- A script that changes or goes later is still the one that the disk runs.
ALTER TABLE disk ADD COLUMN stackscript INTEGER;
ALTER TABLE disk ADD COLUMN script TEXT;
ALTER TABLE disk ADD COLUMN script_words TEXT; -- its variables, as the shell's words
