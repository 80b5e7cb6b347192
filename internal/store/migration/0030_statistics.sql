-- What is counted, by the hour: hours since 1970 UTC. A latency is counted in the bucket that it falls into, see
-- statistics.Bucket; what is only counted has bucket 0. Rows are added to, so several servers may count together.
CREATE TABLE statistic (
    hour   bigint NOT NULL,
    name   text NOT NULL,
    bucket bigint NOT NULL,
    count  bigint NOT NULL,
    PRIMARY KEY (hour, name, bucket)
);

-- Who said something in an hour, and on a day, which is kept for longer. since is the hour that it began with.
CREATE TABLE active_person (
    span    text NOT NULL,
    since   bigint NOT NULL,
    user_id bigint NOT NULL,
    PRIMARY KEY (span, since, user_id)
);
