package importer

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// shownLines bounds each list of what is printed; all of it is in the JSON.
const shownLines = 40

// Print tells an administrator what became of an archive, or would become of it.
func (r *Report) Print(w io.Writer) {
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	line("People: %d active, %d of them administrators; %d deactivated, %d guests", r.People.Active, r.People.Admins, r.People.Deactivated, r.People.Guests)
	some(line, r.People.Unknown, "more are named by messages alone: deactivated accounts")
	some(line, r.People.WithoutMail, "active people have no e-mail address, and cannot sign in before they get one")
	some(line, r.People.Avatars, "avatars")
	line("Rooms: %d public, %d private; %d of them archived", r.Rooms.Public, r.Rooms.Private, r.Rooms.Archived)
	some(line, r.Rooms.Unknown, "rooms have a history alone: they are private and archived")
	some(line, r.Rooms.Ownerless, "rooms had no owner and now have the group's")
	some(line, r.Rooms.Guests, "rooms let guests in, by new links")
	some(line, r.Members.Unknown, "members of rooms are nobody of the archive")
	some(line, r.Members.NoRoom, "rooms that people had open are not in the archive")
	line("One-to-one chats: %d", r.Chats)
	m := r.Messages
	line("Messages: %d of people in rooms, %d in one-to-one chats, %d notifications, %d topics, %d about guest access", m.People, m.Private, m.Notifications, m.Topics, m.GuestAccess)
	if !r.Since.IsZero() {
		line("  from %s to %s; the longest has %d characters", day(r.Since), day(r.Until), r.Longest)
	}
	some(line, int(m.Replies), "of them are replies in threads")
	line("Files: %d, %d bytes; emoticons: %d", r.Files.Shared, r.Files.Bytes, r.Files.Emoticons)
	some(line, r.Files.Missing, "files are not in the archive; their messages say so")
	some(line, r.Files.Unused, "files in the archive belong to no message and were left out")
	for _, c := range r.Left {
		line("  %d %s", c.Count, c.Name)
	}
	for _, text := range r.Odd {
		line("  not understood: %s", text)
	}
	r.printChanges(line)
	r.printSenders(line)
}

func some(line func(string, ...any), n int, what string) {
	if n > 0 {
		line("  %d %s", n, what)
	}
}

func (r *Report) printChanges(line func(string, ...any)) {
	if len(r.Changes) > 0 {
		line("Put right, since it is not allowed here: %d", len(r.Changes))
	}
	for i, c := range r.Changes {
		if i == shownLines {
			line("  and %d more: --json has all", len(r.Changes)-i)
			break
		}
		what := c.Kind
		if c.ID != 0 {
			what = fmt.Sprintf("%s %d", c.Kind, c.ID)
		}
		if c.To == "" {
			line("  %s: %s %q was left out", what, c.Field, short(c.From))
		} else {
			line("  %s: %s %q became %q", what, c.Field, short(c.From), short(c.To))
		}
	}
}

func (r *Report) printSenders(line func(string, ...any)) {
	if len(r.Senders) > 0 {
		line("Integrations that posted notifications. Their tokens are in no export: give each a new one, with this server's address.")
	}
	for i, c := range r.Senders {
		if i == shownLines {
			line("  and %d more: --json has all", len(r.Senders)-i)
			break
		}
		line("  %s: %d", short(c.Name), c.Count)
	}
}

func day(t time.Time) string { return t.Format("2006-01-02") }

// short is text of an archive that is fit for a terminal.
func short(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	if t := cut(s, 80); t != s {
		return t + "…"
	}
	return s
}
