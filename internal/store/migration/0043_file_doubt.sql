-- Whether an event shows a file has to be looked at when the file is new, which is 1, and again when something was deleted: then
-- doubt is the moment. 0: an event shows it. So sweeping up does not look at all files.
ALTER TABLE file ADD COLUMN doubt bigint NOT NULL DEFAULT 1;
CREATE INDEX file_doubt ON file (created) WHERE doubt <> 0;
CREATE INDEX file_conversation_id ON file (conversation_id, event_id);
