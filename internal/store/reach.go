package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/stoachat/stoa/internal/chat"
)

// AddEvidence adds to what is known of each installation: of each thing the later is kept, as chat.Evidence.Join does.
// Evidence of installations that have been removed meanwhile is forgotten.
func (s *Store) AddEvidence(ctx context.Context, found []chat.Evidence) error {
	return s.explain("add evidence", tx(ctx, s.write, func(tx *sql.Tx) error {
		for _, e := range found {
			err := lockInstallation(ctx, tx, e.InstallationID)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO reach (installation_id, heard, answered, tried, purpose, trouble)
				VALUES ($1, $2, $3, $4, $5, $6)
				ON CONFLICT (installation_id) DO UPDATE SET
					heard = CASE WHEN excluded.heard > reach.heard THEN excluded.heard ELSE reach.heard END,
					answered = CASE WHEN excluded.answered > reach.answered THEN excluded.answered ELSE reach.answered END,
					purpose = CASE WHEN excluded.tried > 0 AND excluded.tried >= reach.tried THEN excluded.purpose ELSE reach.purpose END,
					trouble = CASE WHEN excluded.tried > 0 AND excluded.tried >= reach.tried THEN excluded.trouble ELSE reach.trouble END,
					tried = CASE WHEN excluded.tried > reach.tried THEN excluded.tried ELSE reach.tried END`,
				e.InstallationID, micros(e.Heard), micros(e.Answered), micros(e.Tried), e.Purpose, e.Trouble); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Evidence answers what is known of the installations, by their ids.
func (s *Store) Evidence(ctx context.Context) (map[int64]chat.Evidence, error) {
	list, err := collect(ctx, s.read, func(row scanner) (e chat.Evidence, err error) {
		var heard, answered, tried int64
		err = row.Scan(&e.InstallationID, &heard, &answered, &tried, &e.Purpose, &e.Trouble)
		e.Heard, e.Answered, e.Tried = fromMicros(heard), fromMicros(answered), fromMicros(tried)
		return e, err
	}, `SELECT installation_id, heard, answered, tried, purpose, trouble FROM reach`)
	found := make(map[int64]chat.Evidence, len(list))
	for _, e := range list {
		found[e.InstallationID] = e
	}
	return found, s.explain("evidence", err)
}
