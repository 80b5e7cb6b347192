package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestAllThatIsSealedIsSealedAnewOrNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.OpenWith(t, store.Config{URL: url, WebhookSecret: func() []byte { return []byte("hook") }})
		ctx := t.Context()
		in := mustInstallation(t, s, chat.Installation{Key: "k", OAuthID: "c", SealedSecret: []byte("client"), Descriptor: []byte("{}")})
		i := chat.Installable{Hash: []byte{0, 1, 255}, OAuthID: "c", Sealed: []byte("installable"), Expires: time.Now().Add(time.Hour)}
		if err := s.CreateInstallable(ctx, i); err != nil {
			t.Fatal(err)
		}
		hook, err := s.CreateWebhook(ctx, chat.Webhook{InstallationID: in.ID, Event: "room_message", URL: "https://a.test"})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.RotateWebhookSecret(ctx, hook.ID, []byte("newer"), time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		broken := errors.New("broken")
		if _, err := s.Reseal(ctx, func(b []byte) ([]byte, error) {
			if string(b) == "newer" {
				return nil, broken
			}
			return []byte("lost"), nil
		}); !errors.Is(err, broken) {
			t.Errorf("broken off: %v", err)
		}
		n, err := s.Reseal(ctx, func(b []byte) ([]byte, error) { return append([]byte("anew "), b...), nil })
		if n != 4 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		in, err = s.Installation(ctx, in.ID)
		if string(in.SealedSecret) != "anew client" || err != nil {
			t.Errorf("client: %q, %v", in.SealedSecret, err)
		}
		hook, err = s.Webhook(ctx, hook.ID)
		if string(hook.SealedSecret) != "anew newer" || string(hook.SealedFormer) != "anew hook" || err != nil {
			t.Errorf("webhook: %q, %q, %v", hook.SealedSecret, hook.SealedFormer, err)
		}
		if i, err = s.TakeInstallable(ctx, i.Hash); string(i.Sealed) != "anew installable" || err != nil {
			t.Errorf("installable: %q, %v", i.Sealed, err)
		}
	})
}

// Whoever adds a sealed column names it so, and adds it to the list.
func TestNoSealedColumnIsForgotten(t *testing.T) {
	t.Parallel()
	columns, err := storetest.Open(t, storetest.SQLite(t)).SealedInSchema(t.Context())
	if err != nil || strings.Join(columns, " ") == "" {
		t.Fatal(columns, err)
	}
	listed := store.SealedColumns()
	for _, c := range columns {
		if !listed[c] {
			t.Errorf("%s is not sealed anew when the key changes", c)
		}
	}
}
