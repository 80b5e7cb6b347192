-- What each token of API v1 is still used for, so that an administrator can see what is left to move to v2. Of the
-- callers only the last one of each method is kept.

CREATE TABLE v1_use (
    token_id bigint NOT NULL REFERENCES token (id) ON DELETE CASCADE,
    method   text NOT NULL,
    calls    bigint NOT NULL,
    last     bigint NOT NULL,
    agent    text NOT NULL,
    address  text NOT NULL,
    PRIMARY KEY (token_id, method)
);
