-- expand
-- When people want to be reminded of what they have saved, and whether they have been.
ALTER TABLE saved ADD COLUMN remind bigint NOT NULL DEFAULT 0;
ALTER TABLE saved ADD COLUMN reminded boolean NOT NULL DEFAULT FALSE;
CREATE INDEX saved_remind ON saved (remind) WHERE remind > 0 AND NOT reminded;
