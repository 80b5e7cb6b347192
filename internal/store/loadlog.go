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
	return l.Table("event", "conversation_id", "seq", "id", "at", "kind", "user_id", "client_id", "mentioned", "body", "data", "thread", "quiet", "pinned")
}

// EventRow is an event with its Seq, which nobody deletes.
func EventRow(e *chat.Event) ([]any, error) {
	data, err := e.Details()
	if err != nil {
		return nil, fmt.Errorf("encode event: %w", err)
	}
	return []any{e.ConversationID, e.Seq, e.ID, micros(e.Time), string(e.Kind), e.UserID, e.ClientID, mentionedColumn(e),
		e.Body, string(data), e.Thread, e.Quiet(), pinnedAt(e)}, nil
}

// UserTable is people as UserRow has them.
func (l *Load) UserTable() (Table, error) {
	return l.Table("user", "id", "name", "mention_name", "mention_key", "email", "email_key", "title", "timezone", "admin", "owner", "guest",
		"deleted", "photo", "password_hash", "created", "last_active", "version")
}

// UserRow is a person, who cannot sign in with a password when there is no hash of one. Somebody who is found by no mention
// name any more, as guests are when they have left, still has it.
func UserRow(u *chat.User, passwordHash string) []any {
	key := fold(u.MentionName)
	if u.Guest && u.Deleted {
		key = ""
	}
	return []any{u.ID, u.Name, u.MentionName, key, u.Email, fold(u.Email), u.Title, u.Timezone, u.Admin, u.Owner, u.Guest,
		u.Deleted, u.Photo, passwordHash, micros(u.Created), micros(u.LastActive), newVersion()}
}

// RoomTable is rooms as RoomRow has them.
func (l *Load) RoomTable() (Table, error) {
	return l.Table("room", "id", "conversation_id", "name", "name_key", "topic", "private", "archived", "guest_access", "guest_token",
		"owner_id", "slug", "created", "version")
}

// RoomRow is a room, whose log has a row of its own.
func RoomRow(r *chat.Room) []any {
	return []any{r.ID, r.ConversationID, r.Name, fold(r.Name), r.Topic, r.Private, r.Archived, r.GuestAccess, r.GuestToken,
		r.OwnerID, r.Slug, micros(r.Created), newVersion()}
}

// FileTable is shared files as FileRow has them.
func (l *Load) FileTable() (Table, error) {
	return l.Table("file", "key", "conversation_id", "event_id", "user_id", "name", "size", "type", "width", "height", "thumb", "created", "doubt")
}

// FileRow is a file that an event shows.
func FileRow(f *chat.StoredFile) []any {
	return []any{f.Key, f.ConversationID, f.EventID, f.UserID, f.Name, f.Size, f.Type, int64(f.Width), int64(f.Height), f.Thumb, micros(f.Created), int64(0)}
}

// Unique is the form of a name or an address in which no two may be the same.
func Unique(name string) string { return fold(name) }

// Slug is what a room's XMPP address is made of, from the name that it is created with.
func Slug(name string) string { return slugOf(name) }
