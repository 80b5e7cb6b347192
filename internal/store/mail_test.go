package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestThereIsOneMailServerOrNone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		_, err := s.MailServer(ctx)
		wantErr(t, "before it is set", err, chat.ErrNotFound)
		wantErr(t, "removed before it is set", s.DeleteMailServer(ctx), chat.ErrNotFound)
		want := chat.MailServer{Host: "mail.example.org", Port: 587, Security: chat.MailStartTLS, Username: "me", SealedPassword: []byte("sealed"), Sender: "stoa@example.org"}
		for _, host := range []string{"old.example.org", want.Host} {
			m := want
			m.Host = host
			if err := s.SetMailServer(ctx, m); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.MailServer(ctx)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}

func TestNoticesWaitUntilTheyAreReadOrToldOrOld(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		room := mustRoom(t, s, "Ops", 0)
		at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		notice := func(user, seq int64, minutes int) chat.MailNotice {
			return chat.MailNotice{UserID: user, ConversationID: room.ConversationID, Seq: seq, At: at.Add(time.Duration(minutes) * time.Minute)}
		}
		all := []chat.MailNotice{notice(1, 1, 0), notice(1, 2, 1), notice(2, 1, -5000), notice(3, 1, 2), {UserID: 4, ConversationID: 999, Seq: 1, At: at}}
		for range 2 {
			if err := s.AddMailNotices(ctx, all); err != nil {
				t.Fatal(err)
			}
		}
		waits, err := s.MailWaits(ctx, at.Add(-time.Hour))
		want := []chat.MailWait{{UserID: 1, Since: at}, {UserID: 3, Since: at.Add(2 * time.Minute)}}
		if diff := cmp.Diff(want, waits); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		got, err := s.MailNotices(ctx, 1, 10)
		if diff := cmp.Diff(all[:2], got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if err := s.ForgetMailNotices(ctx, 1, at); err != nil {
			t.Fatal(err)
		}
		if got, err = s.MailNotices(ctx, 1, 10); len(got) != 1 || err != nil {
			t.Errorf("after the first was told: %v, %v", got, err)
		}
	})
}
