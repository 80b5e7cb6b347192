-- Messages that change. A deleted one stays where it was, without what it said. A quiet one raises nobody's count of unread
-- messages: a reply in a thread, a correction of the message before, a change, and what is deleted. thread is the id of the
-- event that a reply belongs to.
ALTER TABLE event ADD COLUMN deleted boolean NOT NULL DEFAULT false;
ALTER TABLE event ADD COLUMN quiet boolean NOT NULL DEFAULT false;
ALTER TABLE event ADD COLUMN thread text NOT NULL DEFAULT '';
CREATE INDEX event_thread ON event (conversation_id, thread, seq) WHERE thread <> '';

-- Deleted ones are part of history's index, so that those who do not want them pass over them there.
DROP INDEX event_history;
CREATE INDEX event_history ON event (conversation_id, at, seq, kind, deleted)
    WHERE kind IN ('message', 'notification', 'topic', 'guest_access');
