package store_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// hash makes a stand-in for a SHA-256.
func hash(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

func TestTokenIsReadAsItWasCreated(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		at := time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)
		want := chat.Token{Hash: hash(1), Kind: chat.TokenAddon, UserID: 2, InstallationID: 3, RoomID: 4, Name: "CI",
			Scopes: []string{"send_notification", "view_room"}, Created: at, Expires: at.Add(time.Hour)}
		got, err := s.CreateToken(ctx, want)
		if err != nil {
			t.Fatal(err)
		}
		want.ID = got.ID
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("created (-want +got):\n%s", diff)
		}
		want.LastUsed = at.Add(time.Minute)
		for _, last := range []time.Time{want.LastUsed, at} { // the second one by a server that was slow
			uses := []chat.TokenUse{{TokenID: got.ID, Last: last}, {TokenID: got.ID + 1, Last: last}}
			if err := s.AddTokenUses(ctx, uses); err != nil {
				t.Fatal(err)
			}
		}
		for what, find := range map[string]func() (chat.Token, error){
			"id":   func() (chat.Token, error) { return s.Token(ctx, want.ID) },
			"hash": func() (chat.Token, error) { return s.TokenByHash(ctx, hash(1)) },
		} {
			got, err := find()
			if err != nil {
				t.Errorf("by %s: %v", what, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("by %s (-want +got):\n%s", what, diff)
			}
		}
		_, err = s.CreateToken(ctx, want)
		wantErr(t, "the same hash", err, chat.ErrDuplicate)
		if err := s.DeleteToken(ctx, want.ID); err != nil {
			t.Fatal(err)
		}
		_, err = s.TokenByHash(ctx, hash(1))
		wantErr(t, "a deleted token", err, chat.ErrNotFound)
		wantErr(t, "delete twice", s.DeleteToken(ctx, want.ID), chat.ErrNotFound)
	})
}

func TestTokensAreFoundWithoutReadingAllOfThem(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	for index, f := range map[string]chat.TokenFilter{
		"token_room_id":         {RoomID: 1, Kinds: []chat.TokenKind{chat.TokenRoom}},
		"token_user_id":         {UserID: 1},
		"token_installation_id": {InstallationID: 1},
	} {
		if plan, err := s.ExplainTokens(t.Context(), f); err != nil || !strings.Contains(plan, index) {
			t.Errorf("without %s: %s, %v", index, plan, err)
		}
	}
}

func TestCallsOfAFewAreFoundWithoutReadingThoseOfAll(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	for index, f := range map[string]chat.CallFilter{
		"incoming_call_installation_id": {InstallationID: 1, Limit: 10},
		"incoming_call_bound_room_id":   {RoomID: 1, BoundRoomID: 1, Limit: 10},
	} {
		if plan, err := s.ExplainCalls(t.Context(), f); err != nil || !strings.Contains(plan, index) {
			t.Errorf("without %s: %s, %v", index, plan, err)
		}
	}
}

func TestWhomAnEventIsPushedToIsFoundWithoutReadingAllBrowsers(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	plan, err := s.ExplainPushTargets(t.Context(), 7, []int64{1, 2})
	if err != nil || strings.Contains(plan, "SCAN subscription") {
		t.Errorf("%s, %v", plan, err)
	}
}

func TestTokensAreFiltered(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		for i, v := range []chat.Token{
			{Kind: chat.TokenRoom, RoomID: 1, UserID: 1},
			{Kind: chat.TokenPersonal, UserID: 1},
			{Kind: chat.TokenV1Admin, UserID: 2},
			{Kind: chat.TokenAddon, InstallationID: 5, RoomID: 1},
		} {
			v.Hash = hash(byte(i))
			if _, err := s.CreateToken(ctx, v); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			filter chat.TokenFilter
			want   []int64
		}{
			{chat.TokenFilter{}, []int64{1, 2, 3, 4}},
			{chat.TokenFilter{RoomID: 1}, []int64{1, 4}},
			{chat.TokenFilter{UserID: 1}, []int64{1, 2}},
			{chat.TokenFilter{InstallationID: 5}, []int64{4}},
			{chat.TokenFilter{Kinds: []chat.TokenKind{chat.TokenV1Admin, chat.TokenRoom}}, []int64{1, 3}},
			{chat.TokenFilter{UserID: 1, Kinds: []chat.TokenKind{chat.TokenPersonal}}, []int64{2}},
		} {
			tokens, err := s.Tokens(ctx, c.filter)
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, v := range tokens {
				got = append(got, v.ID)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%+v (-want +got):\n%s", c.filter, diff)
			}
		}
	})
}

func TestExpiredSessionsAndTokensAreDeleted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		now := time.Now().UTC().Truncate(time.Microsecond)
		u := mustUser(t, s, "ada")
		for i, expires := range []time.Time{now, now.Add(time.Second), {}} {
			if _, err := s.CreateToken(ctx, chat.Token{Hash: hash(byte(i)), Kind: chat.TokenUser, Expires: expires}); err != nil {
				t.Fatal(err)
			}
			if expires.IsZero() {
				continue // sessions always end
			}
			v := chat.Session{ID: int64(i + 1), Hash: hash(byte(i)), UserID: u.ID, Created: now, Expires: expires, Agent: "Firefox", LastUsed: now}
			if err := s.CreateSession(ctx, v); err != nil {
				t.Fatal(err)
			}
			got, err := s.SessionByHash(ctx, v.Hash)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(v, got); diff != "" {
				t.Errorf("session (-want +got):\n%s", diff)
			}
		}
		if err := s.DeleteExpired(ctx, now); err != nil {
			t.Fatal(err)
		}
		for i, want := range []error{chat.ErrNotFound, nil, nil} {
			_, err := s.TokenByHash(ctx, hash(byte(i)))
			wantErr(t, "token", err, want)
		}
		for i, want := range []error{chat.ErrNotFound, nil} {
			_, err := s.SessionByHash(ctx, hash(byte(i)))
			wantErr(t, "session", err, want)
		}
		if err := s.DeleteSession(ctx, hash(1)); err != nil {
			t.Fatal(err)
		}
		wantErr(t, "delete twice", s.DeleteSession(ctx, hash(1)), chat.ErrNotFound)
		wantErr(t, "session of nobody", s.CreateSession(ctx, chat.Session{Hash: hash(9), UserID: 99}), chat.ErrNotFound)
	})
}
