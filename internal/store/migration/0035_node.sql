-- The server processes that share the database, as each says that it is there. schema is the newest migration that its
-- program knows; seen is by the database's clock.
CREATE TABLE node (
    id      text PRIMARY KEY,
    name    text NOT NULL,
    version text NOT NULL,
    address text NOT NULL,
    schema  bigint NOT NULL,
    started bigint NOT NULL,
    seen    bigint NOT NULL
);

-- What the nodes have in common, one row. keeper is the node that does what one alone should do, until the time.
-- changes grows when something has changed and not every node could be told by the bus. needs is the newest migration
-- that a program must know to work with this schema.
CREATE TABLE cluster (
    id           bigint PRIMARY KEY,
    keeper       text NOT NULL,
    keeper_until bigint NOT NULL,
    changes      bigint NOT NULL,
    needs        bigint NOT NULL
);
INSERT INTO cluster (id, keeper, keeper_until, changes, needs) VALUES (1, '', 0, 0, 0);
