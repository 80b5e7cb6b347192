-- expand
-- Why a node cannot work, as it said with its last beat.
ALTER TABLE node ADD COLUMN against text NOT NULL DEFAULT '';
