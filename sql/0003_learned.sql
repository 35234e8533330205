-- SPDX-License-Identifier: MIT
-- What operations taught: the cloud's rate limits as they were last seen, and, by an index, how long
-- each kind of step takes.

CREATE TABLE rates (
    context INTEGER NOT NULL REFERENCES contexts (id),
    cloud TEXT NOT NULL,              -- the API's address
    kind TEXT NOT NULL,
    most INTEGER NOT NULL,            -- requests in a window
    window_ms INTEGER NOT NULL,
    slack_ms INTEGER NOT NULL,        -- what was waited beyond it
    used INTEGER NOT NULL,            -- of the window that was open then
    ends_ms INTEGER NOT NULL,
    PRIMARY KEY (context, cloud, kind)
) STRICT;

CREATE INDEX steps_kind ON steps (context, kind, state);
