-- The release of HipChat Server that an installation is shown, "1.3", "2.0" or "2.2"; empty for the latest.
ALTER TABLE installation ADD COLUMN level text NOT NULL DEFAULT '';
