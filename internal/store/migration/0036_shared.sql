-- By the database's clock: an update that a server was killed in the middle of is taken back when it is old.
ALTER TABLE installation ADD COLUMN updating_since bigint NOT NULL DEFAULT 0;

-- Something sealed, by which a node can tell whether it has the key of the others.
ALTER TABLE cluster ADD COLUMN sealed_check {bytes};
