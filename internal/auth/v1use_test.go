package auth_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// noteBook keeps uses, or fails.
type noteBook struct {
	kept   []chat.V1Use
	failed error
}

func (n *noteBook) AddV1Uses(_ context.Context, uses []chat.V1Use) error {
	if n.failed == nil {
		n.kept = append(n.kept, uses...)
	}
	return n.failed
}

func (n *noteBook) V1Uses(context.Context) ([]chat.V1Use, error) { return n.kept, n.failed }

func TestUsesOfV1AreCountedAndWrittenOnce(t *testing.T) {
	book := &noteBook{failed: errors.New("for the test")}
	uses := auth.NewV1Uses(book)
	for range 3 {
		uses.Note(chat.V1Use{TokenID: 7, Method: "rooms/message", Agent: "curl", Address: "192.0.2.1"})
	}
	if _, err := uses.All(t.Context()); err == nil {
		t.Error("a failure was not reported")
	}
	book.failed = nil
	uses.Note(chat.V1Use{TokenID: 7, Method: "rooms/message", Agent: "wget", Address: "192.0.2.2"})
	want := []chat.V1Use{{TokenID: 7, Method: "rooms/message", Calls: 4, Agent: "wget", Address: "192.0.2.2"}}
	for range 2 {
		got, err := uses.All(t.Context())
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
}

// Servers that write the same rows in different orders wait for each other.
func TestUsesOfV1AreWrittenInOneOrder(t *testing.T) {
	book := &noteBook{}
	uses := auth.NewV1Uses(book)
	for _, method := range []string{"users/list", "rooms/message", "rooms/list", "rooms/topic", "users/show"} {
		for token := range int64(4) {
			uses.Note(chat.V1Use{TokenID: 9 - token, Method: method})
		}
	}
	kept, err := uses.All(t.Context())
	var order []string
	for _, u := range kept {
		order = append(order, fmt.Sprint(u.TokenID, " ", u.Method))
	}
	if err != nil || len(kept) != 20 || !slices.IsSorted(order) {
		t.Errorf("%v, %v", err, kept)
	}
}

func TestUsesOfV1AreWrittenWhenTheServerStops(t *testing.T) {
	book := &noteBook{}
	uses := auth.NewV1Uses(book)
	uses.Note(chat.V1Use{TokenID: 7, Method: "rooms/list", Agent: strings.Repeat("é\xff", 1000)})
	ctx, stop := context.WithCancel(t.Context())
	stop()
	uses.Run(ctx, slog.New(slog.DiscardHandler))
	if len(book.kept) != 1 {
		t.Fatalf("%v", book.kept)
	}
	if agent := book.kept[0].Agent; len(agent) > 500 || !utf8.ValidString(agent) {
		t.Errorf("the caller's name has %d bytes: %q", len(agent), agent)
	}
}
