package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestTemplatesAndPayloadsOfAHookGoWithItsToken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), t.Context()
		room, err := s.CreateRoom(ctx, chat.Room{Name: "Ops"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		token, err := s.CreateToken(ctx, chat.Token{Hash: make([]byte, 32), Kind: chat.TokenRoom, RoomID: room.ID, Name: "CI", Created: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		at := time.Now().UTC().Truncate(time.Microsecond)
		if first, err := s.HookTemplate(ctx, token.ID); err != nil || !first.Keep || first.For("json") {
			t.Fatalf("%+v, %v", first, err)
		}
		want := chat.HookTemplate{TokenID: token.ID, Source: "{{.a}}", Formats: []string{"json", "github"}, Keep: true, Changed: at, ChangedBy: 1}
		if err := s.SetHookTemplate(ctx, want); err != nil {
			t.Fatal(err)
		}
		want.Failure, want.Failed = "line 1, column 1: x", at
		stale := want
		stale.Changed, stale.Failure = at.Add(-time.Second), "of a template that is gone"
		for _, note := range []chat.HookTemplate{want, stale} {
			if err := s.NoteHookFailure(ctx, note); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.HookTemplate(ctx, token.ID)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
		for i := range 5 {
			p := chat.HookPayload{TokenID: token.ID, Received: at.Add(time.Duration(i) * time.Minute), Format: fmt.Sprint(i), SealedRequest: []byte{1}}
			if err := s.AddHookPayload(ctx, p, 3); err != nil {
				t.Fatal(err)
			}
		}
		wantPayloads := func(want string) {
			t.Helper()
			list, err := s.HookPayloads(ctx, token.ID)
			got := ""
			for _, p := range list {
				got += p.Format
			}
			if got != want || err != nil {
				t.Errorf("%q, %v", got, err)
			}
		}
		wantPayloads("432")
		if err := s.DeleteHookPayloads(ctx, at.Add(3*time.Minute)); err != nil {
			t.Fatal(err)
		}
		wantPayloads("43")
		want.Keep = false
		if err := s.SetHookTemplate(ctx, want); err != nil {
			t.Fatal(err)
		}
		wantPayloads("")
		if got, err = s.HookTemplate(ctx, token.ID); err != nil || got.Failure != "" || got.Keep {
			t.Errorf("%+v, %v", got, err)
		}
		if err := s.AddHookPayload(ctx, chat.HookPayload{TokenID: token.ID, Received: at, SealedRequest: []byte{1}}, 3); err != nil {
			t.Fatal(err)
		}
		if err := s.DeleteToken(ctx, token.ID); err != nil {
			t.Fatal(err)
		}
		wantPayloads("")
	})
}
