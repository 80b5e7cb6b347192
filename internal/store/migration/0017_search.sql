-- The log's last event when the person closed the conversation: it stands in their list again when there are newer ones.
ALTER TABLE reader ADD COLUMN closed_seq bigint NOT NULL DEFAULT 0;

-- What can be found, one row for each message. An id is the microsecond of its event, or the next free one, so that the
-- order of ids is the order of time. The words themselves stand where the database looks them up by itself: in a full
-- text table of SQLite's, whose rows have the same ids, or in a column of PostgreSQL's.
CREATE TABLE search_entry (
    id              {rowid},
    conversation_id bigint NOT NULL,
    seq             bigint NOT NULL{words}
);
CREATE UNIQUE INDEX search_entry_conversation_id ON search_entry (conversation_id, seq);
{wordindex}

-- How far each log has been read for the search.
CREATE TABLE search_cursor (
    conversation_id bigint PRIMARY KEY,
    seq             bigint NOT NULL
);
