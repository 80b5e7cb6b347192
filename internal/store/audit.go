package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const auditColumns = `at, kind, user_id, name, credential, token_id, installation_id, request_id, address, forwarded,
	target_kind, target_id, target_name, detail`

// AddAudit writes an entry of the audit log that belongs to no change.
func (s *Store) AddAudit(ctx context.Context, e chat.AuditEntry) error {
	return s.explain("add audit entry", insertAudit(ctx, s.write, e))
}

func insertAudit(ctx context.Context, q querier, e chat.AuditEntry) error {
	detail, err := json.Marshal(e.Changes)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `INSERT INTO audit_entry (`+auditColumns+`) VALUES `+placeholders(0, 14),
		micros(e.At), string(e.Kind), e.Actor.UserID, e.Actor.Name, e.Actor.Credential, e.Actor.TokenID, e.Actor.InstallationID,
		e.Origin.RequestID, e.Origin.Address, e.Origin.Forwarded, e.Target.Kind, e.Target.ID, e.Target.Name, string(detail))
	return err
}

// audited writes the entry that came with a call into the transaction of what it tells of, and answers what is to be done
// when that is committed.
func audited(ctx context.Context, tx *sql.Tx) (committed func(), err error) {
	pending := chat.PendingAuditOf(ctx)
	if pending == nil || pending.Written {
		return func() {}, nil
	}
	return func() { pending.Written = true }, insertAudit(ctx, tx, pending.AuditEntry)
}

// auditTarget tells the entry that came with a call the id of what was made.
func auditTarget(ctx context.Context, id int64) {
	if pending := chat.PendingAuditOf(ctx); pending != nil && pending.Target.ID == 0 {
		pending.Target.ID = id
	}
}

// Audit answers entries of the audit log, newest first.
func (s *Store) Audit(ctx context.Context, f chat.AuditFilter) ([]chat.AuditEntry, error) {
	var p params
	var where []string
	for _, c := range []struct {
		condition string
		value     int64
	}{{`id < `, f.Before}, {`id > `, f.After}, {`at >= `, micros(f.Since)}, {`at < `, micros(f.Until)}} {
		if c.value != 0 {
			where = append(where, c.condition+p.add(c.value))
		}
	}
	if f.PersonID != 0 {
		id := p.add(f.PersonID)
		where = append(where, `(user_id = `+id+` OR target_kind = 'user' AND target_id = `+id+`)`)
	}
	switch {
	case strings.Contains(f.Kind, "."):
		where = append(where, `kind = `+p.add(f.Kind))
	case f.Kind != "":
		where = append(where, `kind LIKE `+p.add(likeText.Replace(f.Kind)+".%")+` ESCAPE '\'`)
	}
	if f.Text != "" {
		like := p.add("%" + likeText.Replace(strings.ToLower(f.Text)) + "%")
		var any []string
		for _, column := range []string{"name", "address", "forwarded", "target_name", "detail"} {
			any = append(any, `lower(`+column+`) LIKE `+like+` ESCAPE '\'`)
		}
		where = append(where, `(`+strings.Join(any, " OR ")+`)`)
	}
	list, err := collect(ctx, s.read, scanAudit, `SELECT id, `+auditColumns+` FROM audit_entry`+conditions(where)+
		` ORDER BY id DESC LIMIT `+p.add(max(0, f.Limit)), p...)
	return list, s.explain("audit", err)
}

// likeText takes what LIKE would read as a pattern for itself.
var likeText = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func scanAudit(s scanner) (chat.AuditEntry, error) {
	var e chat.AuditEntry
	var at int64
	var detail []byte
	err := s.Scan(&e.ID, &at, &e.Kind, &e.Actor.UserID, &e.Actor.Name, &e.Actor.Credential, &e.Actor.TokenID, &e.Actor.InstallationID,
		&e.Origin.RequestID, &e.Origin.Address, &e.Origin.Forwarded, &e.Target.Kind, &e.Target.ID, &e.Target.Name, &detail)
	if err != nil {
		return e, err
	}
	e.At = fromMicros(at)
	return e, json.Unmarshal(detail, &e.Changes)
}

// DeleteAudit removes the entries from before the time, in parts.
func (s *Store) DeleteAudit(ctx context.Context, before time.Time) error {
	return s.explain("delete audit entries", s.deleteInParts(ctx,
		`DELETE FROM audit_entry WHERE id IN (SELECT id FROM audit_entry WHERE at < $1 LIMIT $2)`, before))
}
