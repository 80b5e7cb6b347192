package mattermost

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	emojis "github.com/kyokomi/emoji/v2"

	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/importer/archive"
)

// post is what somebody said in a channel, or to some people, and what was answered.
type post struct {
	Team, Channel string
	Members       []string `json:"channel_members"`
	said
	Replies  []said
	IsPinned bool `json:"is_pinned"`
}

// said is what a post and an answer have.
type said struct {
	User, Message, Type string

	CreateAt    int64 `json:"create_at"` // milliseconds
	EditAt      int64 `json:"edit_at"`
	Props       props
	Reactions   []reaction
	Attachments []struct{ Path string }
}

type reaction struct {
	User      string
	EmojiName string `json:"emoji_name"`
}

// props are what a post has beside its text. Integrations write what they like.
type props struct {
	Override    string          // the name under which it is shown
	Webhook     bool            // it came through one
	Attachments json.RawMessage // Slack's
}

// UnmarshalJSON takes no offence at members of other types than they mostly have.
func (p *props) UnmarshalJSON(b []byte) error {
	var all map[string]json.RawMessage
	if json.Unmarshal(b, &all) != nil {
		return nil
	}
	_ = json.Unmarshal(all["override_username"], &p.Override)
	p.Webhook = strings.Trim(string(all["from_webhook"]), `"`) == "true"
	p.Attachments = all["attachments"]
	return nil
}

// errEnough ends a reading that nobody wants more of.
var errEnough = errors.New("enough")

// Messages yields what was said. Posts stand in the order in which the server wrote them.
func (e *Export) Messages(ctx context.Context) iter.Seq2[archive.Said, error] {
	return func(yield func(archive.Said, error) bool) {
		err := e.each(func(l *line) error {
			for _, m := range e.line(l) {
				if !yield(m, nil) {
					return errEnough
				}
			}
			return ctx.Err()
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(archive.Said{}, err)
		}
	}
}

// line is what a line says.
func (e *Export) line(l *line) (all []archive.Said) {
	p, w, ok := l.Post, where{}, false
	switch {
	case p != nil:
		w, ok = e.channels[p.Team+"\n"+p.Channel]
	case l.DirectPost != nil:
		p = l.DirectPost
		w, ok = e.direct(p.Members)
	default:
		return nil
	}
	if !ok {
		e.odd.Add("post in no channel of people left out")
		return nil
	}
	first := e.say(w, &p.said, "", p.IsPinned)
	thread := ""
	if len(first) > 0 {
		thread = first[0].ID
	}
	for _, m := range first {
		all = append(all, archive.Said{Room: w.room, Low: w.low, High: w.high, Message: m})
	}
	for i := range p.Replies {
		for _, m := range e.say(w, &p.Replies[i], thread, false) {
			all = append(all, archive.Said{Room: w.room, Low: w.low, High: w.high, Message: m})
		}
	}
	return all
}

// space is what the ids of messages are made in.
var space = uuid.MustParse("5d1f9e4b-31c7-5a0e-9b52-7c0d1c2a8e11")

// say is a post or an answer: mostly one message, one more for each file after the first.
func (e *Export) say(w where, s *said, thread string, pinned bool) []archive.Message {
	if s.CreateAt <= 0 || s.CreateAt > 1<<46 {
		e.odd.Add("post without a time left out")
		return nil
	}
	if strings.HasPrefix(s.Type, "system_") {
		e.odd.Add("line of the kind " + strconv.Quote(s.Type[:min(len(s.Type), 60)]) + " left out")
		return nil
	}
	who := e.known(s.User)
	if w.room == 0 && !who.bot && who.ID != w.low && who.ID != w.high {
		e.odd.Add("message of somebody else in a one-to-one chat left out")
		return nil
	}
	id := func(more string) string {
		return uuid.NewSHA1(space, []byte(strings.Join([]string{
			strconv.FormatInt(w.room, 10), strconv.FormatInt(w.low, 10), strconv.FormatInt(w.high, 10), strconv.FormatInt(s.CreateAt, 10), s.User, thread, s.Message, more}, "\n"))).String()
	}
	m := archive.Message{ID: id(""), Time: millis(s.CreateAt), Kind: archive.UserMessage, Sender: who.Person, Extra: e.beside(s, thread, pinned)}
	if w.room == 0 {
		m.Kind, m.Receiver.ID = archive.PrivateUserMessage, w.low+w.high-who.ID
	}
	if who.bot || s.Props.Webhook {
		if w.room == 0 {
			e.odd.Add("message of a bot in a one-to-one chat left out")
			return nil
		}
		return e.notification(m, s)
	}
	m.Text, m.Mentions = e.text(s.Message)
	if s.Type == "me" {
		m.Text = "/me " + strings.Trim(m.Text, "*")
	}
	all := []archive.Message{m}
	for i, a := range s.Attachments {
		name := path.Clean(strings.TrimPrefix(strings.ReplaceAll(a.Path, `\`, "/"), "data/"))
		if a.Path == "" || !filepath.IsLocal(filepath.FromSlash(name)) {
			e.odd.Add("file that is named by no path in the export left out")
			continue
		}
		e.shared[name] = append(e.shared[name], w)
		attached := &archive.Attachment{Name: path.Base(name), Path: name}
		if all[0].Attachment == nil {
			all[0].Attachment = attached
			continue
		}
		next := m
		next.ID, next.Text, next.Mentions, next.Attachment, next.Extra = id(name), "", nil, attached, nil
		if thread != "" {
			next.Extra = &archive.Extra{Thread: thread}
		}
		next.Time = m.Time.Add(time.Duration(i) * time.Microsecond)
		all = append(all, next)
	}
	if all[0].Text == "" && all[0].Attachment == nil {
		e.odd.Add("message that says nothing left out")
		return nil
	}
	return all
}

// notification is what an integration said.
func (e *Export) notification(m archive.Message, s *said) []archive.Message {
	m.Kind, m.Sender = archive.NotificationMessage, archive.Person{Name: cmp.Or(s.Props.Override, s.User)}
	object := map[string]any{"text": s.Message}
	if len(s.Props.Attachments) > 0 {
		object["attachments"] = s.Props.Attachments
	}
	raw, err := json.Marshal(object)
	if err == nil {
		var said *format.Message
		if said, err = format.Slack(raw); err == nil {
			m.Text, m.Format, m.Color = said.HTML, "html", said.Color
			return []archive.Message{m}
		}
	}
	e.odd.Add("message of an integration that says nothing left out")
	return nil
}

// mention is what may be one: a name may end with a dot that ends the sentence.
var mention = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(^|[^\w@])@([a-z0-9._-]+)`) })

// text is what somebody typed: Markdown there and here. Whom it mentions it says by name.
func (e *Export) text(s string) (typed string, mentions []int64) {
	typed = mention().ReplaceAllStringFunc(s, func(m string) string {
		before, name, _ := strings.Cut(m, "@")
		word := strings.TrimRight(name, ".-_")
		if word == "channel" {
			return before + "@all" + name[len(word):]
		}
		for _, candidate := range []string{name, word} {
			if p := e.people[candidate]; p != nil {
				if p.ID != 0 && !slices.Contains(mentions, p.ID) {
					mentions = append(mentions, p.ID)
				}
				break
			}
		}
		return m
	})
	return typed, mentions
}

// beside is what stands beside a message; nil for nothing.
func (e *Export) beside(s *said, thread string, pinned bool) *archive.Extra {
	x := archive.Extra{Thread: thread}
	for _, r := range s.Reactions {
		p := e.known(r.User)
		if p.bot || r.EmojiName == "" {
			continue
		}
		name := cmp.Or(strings.TrimSpace(emojis.CodeMap()[":"+r.EmojiName+":"]), "("+r.EmojiName+")")
		i := slices.IndexFunc(x.Reactions, func(known archive.Reaction) bool { return known.Emoji == name })
		if i < 0 {
			i = len(x.Reactions)
			x.Reactions = append(x.Reactions, archive.Reaction{Emoji: name})
		}
		if !slices.Contains(x.Reactions[i].Users, p.ID) {
			x.Reactions[i].Users = append(x.Reactions[i].Users, p.ID)
		}
	}
	if s.EditAt > 0 {
		x.Edited = millis(s.EditAt)
	}
	if p := e.known(s.User); pinned && !p.bot { // who pinned it is not said
		x.Pinned = &archive.Pin{By: p.ID, At: millis(s.CreateAt)}
	}
	if x.Empty() {
		return nil
	}
	return &x
}
