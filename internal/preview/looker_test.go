package preview_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/preview"
)

type put struct {
	event string
	link  chat.LinkPreview
}

// messages hears what is put under messages.
type messages chan put

func (m messages) Preview(_ context.Context, _ *chat.Principal, said chat.Event, link chat.LinkPreview) error {
	m <- put{said.ID, link}
	return errors.New("gone meanwhile") // which changes nothing for the next one
}

func TestLinksOfMessagesAreLookedAtAfterwards(t *testing.T) {
	t.Parallel()
	base := site(t, "text/html", "<title>A page</title>")
	heard := make(messages, 10)
	l := preview.NewLooker(preview.New(client(t)), heard, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); l.Run(ctx) }()
	defer func() { cancel(); <-done }()

	said := func(id string, change func(*chat.Event)) {
		e := chat.Event{ID: id, Kind: chat.KindMessage, Format: chat.FormatText, Body: "see " + base + "/x, please"}
		if change != nil {
			change(&e)
		}
		l.Look(&chat.Principal{}, e)
	}
	said("a notification", func(e *chat.Event) { e.Kind = chat.KindNotification })
	said("html", func(e *chat.Event) { e.Format = chat.FormatHTML })
	said("a file", func(e *chat.Event) { e.File = &chat.File{} })
	said("a picture", func(e *chat.Event) { e.Links = []chat.LinkPreview{{}} })
	said("no link", func(e *chat.Event) { e.Body = "a://b" })
	said("gone", func(e *chat.Event) { e.Body = base + "/gone" })
	said("first", nil)
	said("second", nil)
	got := map[string]bool{}
	for range 2 {
		select {
		case p := <-heard:
			got[p.event] = true
			if p.link.Title != "A page" || p.link.URL != base+"/x" {
				t.Errorf("got %+v", p.link)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("no preview came")
		}
	}
	if !got["first"] || !got["second"] {
		t.Errorf("previews of %v", got)
	}
}

func TestWithoutPreviewsNothingIsLookedAtAndNobodyWaits(t *testing.T) {
	t.Parallel()
	l := preview.NewLooker(nil, nil, nil)
	l.Look(nil, chat.Event{})
	l.Run(t.Context())

	full := preview.NewLooker(preview.New(client(t)), make(messages), slog.New(slog.DiscardHandler)) // and nobody runs it
	for range 1000 {
		full.Look(nil, chat.Event{Kind: chat.KindMessage, Format: chat.FormatText, Body: "http://a.example/"})
	}
}
