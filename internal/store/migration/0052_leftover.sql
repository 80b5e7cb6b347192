-- expand
-- What was deleted and has rows that are still to go, a piece at a time: whoever posts would have to wait for all of them.
-- kind is log, with the id of a conversation that is gone, or webhook, with that of one that has ended; or held, with that of
-- a webhook that was resumed and has more held than a piece.
CREATE TABLE leftover (
    kind text NOT NULL,
    id   bigint NOT NULL,
    PRIMARY KEY (kind, id)
);

-- Adds up what has been shared without a look at what else is known of each file.
CREATE INDEX file_shared ON file (size) WHERE type <> '';
