-- Writes that their callers have given an Idempotency-Key. id is the SHA-256 of caller and key, print that of the request, both
-- in hexadecimal. sealed_answer is null until the write has been answered.
CREATE TABLE once (
    id            text PRIMARY KEY,
    print         text NOT NULL,
    started       bigint NOT NULL,
    sealed_answer {bytes}
);
CREATE INDEX once_started ON once (started);
