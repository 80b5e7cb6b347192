package store

import (
	"fmt"
	"slices"

	"github.com/stoachat/stoa/internal/chat"
)

// NewestSchema is the number of the newest schema that this program knows, the same for every database.
func NewestSchema() (int64, error) {
	all, err := migrations(migrationFiles)
	return newest(all), err
}

// Table names columns of a table to fill; the others have their defaults.
func (l *Load) Table(name string, columns ...string) (Table, error) {
	t := Table{Name: name}
	for _, column := range columns {
		at := slices.IndexFunc(l.tables[name].Columns, func(c Column) bool { return c.Name == column })
		if at < 0 {
			return t, fmt.Errorf("the schema has no column %s.%s", name, column)
		}
		t.Columns = append(t.Columns, l.tables[name].Columns[at])
	}
	return t, nil
}

// EventTable is the log as EventRow has it. The log comes first or last: it refers to nothing, and nothing to it.
func (l *Load) EventTable() (Table, error) {
	return l.Table("event", "conversation_id", "seq", "id", "at", "kind", "user_id", "client_id", "mentioned", "body", "data", "thread", "quiet")
}

// EventRow is an event with its Seq, which nobody deletes or pins.
func EventRow(e *chat.Event) ([]any, error) {
	data, err := e.Details()
	if err != nil {
		return nil, fmt.Errorf("encode event: %w", err)
	}
	return []any{e.ConversationID, e.Seq, e.ID, micros(e.Time), string(e.Kind), e.UserID, e.ClientID, mentionedColumn(e),
		e.Body, string(data), e.Thread, e.Quiet()}, nil
}
