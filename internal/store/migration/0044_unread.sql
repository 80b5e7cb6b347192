-- Who said it, and whether it is quiet, are part of history's index: what is unread is counted without reading the log.
DROP INDEX event_history;
CREATE INDEX event_history ON event (conversation_id, at, seq, kind, deleted, user_id, quiet)
    WHERE kind IN ('message', 'notification', 'topic', 'guest_access');
