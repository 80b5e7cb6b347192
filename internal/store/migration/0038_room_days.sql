-- How many days what is said in the room is kept: NULL is as long as the group says, 0 for ever.
ALTER TABLE room ADD COLUMN keep_days bigint;
