-- What history shows, in its order, so that a page costs the same however many people came and went in between. The
-- condition stands word for word in history.go: both databases only use the index for queries that repeat it. kind
-- is part of it so that what API v1 leaves out is passed over without reading it.
DROP INDEX event_at;
CREATE INDEX event_history ON event (conversation_id, at, seq, kind)
    WHERE kind IN ('message', 'notification', 'topic', 'guest_access');
