package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestRoomIsReadAsItWasCreated(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		owner := mustUser(t, s, "ada")
		want := chat.Room{Name: "Boiler Room", Topic: "Steam on", Private: true, GuestAccess: true, OwnerID: owner.ID,
			Created: time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)}
		r, err := s.CreateRoom(t.Context(), want, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.GuestToken) < 20 {
			t.Errorf("the guests' link: %q", r.GuestToken)
		}
		want.ID, want.ConversationID, want.Slug, want.Version, want.GuestToken = 1, r.ConversationID, "boiler_room", r.Version, r.GuestToken
		if diff := cmp.Diff(want, r); diff != "" || len(r.Version) != 8 {
			t.Errorf("version %q (-want +got):\n%s", r.Version, diff)
		}
		for what, find := range map[string]func() (chat.Room, error){
			"id":           func() (chat.Room, error) { return s.Room(t.Context(), 1) },
			"name":         func() (chat.Room, error) { return s.RoomByName(t.Context(), "BOILER room") },
			"form":         func() (chat.Room, error) { return s.RoomByFormName(t.Context(), "boiler+Room") },
			"slug":         func() (chat.Room, error) { return s.RoomBySlug(t.Context(), "boiler_room") },
			"conversation": func() (chat.Room, error) { return s.RoomByConversation(t.Context(), r.ConversationID) },
		} {
			got, err := find()
			if err != nil {
				t.Errorf("by %s: %v", what, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("by %s (-want +got):\n%s", what, diff)
			}
		}
		if role, err := s.Member(t.Context(), r.ID, owner.ID); role != chat.RoleAdmin || err != nil {
			t.Errorf("the owner's role is %q, %v", role, err)
		}
		if joined, err := s.Joined(t.Context(), r.ID); !slices.Equal(joined, []int64{owner.ID}) || err != nil {
			t.Errorf("joined: %v, %v", joined, err)
		}
		_, err = s.Room(t.Context(), 99)
		wantErr(t, "no such room", err, chat.ErrNotFound)
		_, err = s.CreateRoom(t.Context(), chat.Room{Name: "Nobody's", OwnerID: 99}, nil)
		wantErr(t, "no such owner", err, chat.ErrNotFound)
	})
}

func TestSlugsAreMadeOnceAndUnique(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		for _, c := range []struct{ name, slug string }{
			{"Dev Ops", "dev_ops"},
			{"Dev/ Ops", "dev_ops_2"},
			{"Dev: Ops", "dev_ops_3"},
			{`"R&D"/<O'Neil>: @home`, "rdoneil_home"},
			{"ÄRENDEN", "ärenden"},
			{"@@@", "room"},
		} {
			if got := mustRoom(t, s, c.name, 0).Slug; got != c.slug {
				t.Errorf("%s: slug %q, want %q", c.name, got, c.slug)
			}
		}
		renamed, err := s.UpdateRoom(t.Context(), 1, chat.RoomPatch{Name: ptr("Elsewhere")}, nil)
		if err != nil || renamed.Slug != "dev_ops" {
			t.Errorf("after renaming: slug %q, %v", renamed.Slug, err)
		}
	})
}

func TestRoomUpdateChangesOnlyWhatItGives(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		before, eve := mustRoom(t, s, "Ops", 0), mustUser(t, s, "eve")
		after, err := s.UpdateRoom(t.Context(), before.ID, chat.RoomPatch{
			Name: ptr("Operations"), Private: ptr(true), Archived: ptr(true), OwnerID: &eve.ID}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if after.Version == before.Version {
			t.Error("the version stayed the same")
		}
		want := before
		want.Name, want.Private, want.Archived, want.OwnerID, want.Version = "Operations", true, true, eve.ID, after.Version
		if diff := cmp.Diff(want, after); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if _, err := s.RoomByName(t.Context(), "operations"); err != nil {
			t.Errorf("by the new name: %v", err)
		}
		if role, err := s.Member(t.Context(), before.ID, eve.ID); role != chat.RoleAdmin || err != nil {
			t.Errorf("the new owner is %q, %v", role, err)
		}
		_, err = s.UpdateRoom(t.Context(), 99, chat.RoomPatch{Topic: ptr("x")}, nil)
		wantErr(t, "no such room", err, chat.ErrNotFound)
	})
}

func TestWhoIsInARoomThatBecomesPrivateStays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), t.Context()
		ada, bo, out := mustUser(t, s, "ada"), mustUser(t, s, "bo"), mustUser(t, s, "out")
		room := mustRoom(t, s, "Ops", ada.ID)
		if _, err := s.JoinRoom(ctx, room.ID, bo.ID); err != nil {
			t.Fatal(err)
		}
		private := true
		if _, err := s.UpdateRoom(ctx, room.ID, chat.RoomPatch{Private: &private}, nil); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[int64]chat.Role{ada.ID: chat.RoleAdmin, bo.ID: chat.RoleMember, out.ID: ""} {
			if role, err := s.Member(ctx, room.ID, id); role != want || err != nil && want != "" {
				t.Errorf("%d is %q, %v, want %q", id, role, err, want)
			}
		}
	})
}

func TestRoomsAreFilteredAndPaged(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		ada, bo, eve := mustUser(t, s, "ada"), mustUser(t, s, "bo"), mustUser(t, s, "eve")
		for _, r := range []chat.Room{{Name: "open"}, {Name: "secret", Private: true, OwnerID: ada.ID},
			{Name: "old", Archived: true}, {Name: "late"}} {
			if _, err := s.CreateRoom(ctx, r, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.AddMember(ctx, 2, bo.ID, chat.RoleMember); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			filter chat.RoomFilter
			want   []string
		}{
			{chat.RoomFilter{}, []string{"open", "secret", "late"}},
			{chat.RoomFilter{VisibleTo: ada.ID}, []string{"open", "secret", "late"}},
			{chat.RoomFilter{VisibleTo: bo.ID}, []string{"open", "secret", "late"}},
			{chat.RoomFilter{VisibleTo: eve.ID}, []string{"open", "late"}},
			{chat.RoomFilter{VisibleTo: ada.ID, ExcludePrivate: true}, []string{"open", "late"}},
			{chat.RoomFilter{IncludeArchived: true, Offset: 1, Limit: 2}, []string{"secret", "old"}},
		} {
			rooms, err := s.Rooms(ctx, c.filter)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range rooms {
				got = append(got, r.Name)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%+v: got %q, want %q", c.filter, got, c.want)
			}
		}
	})
}

func TestMembersAndJoinedAreSeparateLists(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		ada, bo := mustUser(t, s, "ada"), mustUser(t, s, "bo")
		room := mustRoom(t, s, "Ops", ada.ID)
		for _, role := range []chat.Role{chat.RoleMember, chat.RoleAdmin} {
			if err := s.AddMember(ctx, room.ID, bo.ID, role); err != nil {
				t.Fatal(err)
			}
		}
		members, err := s.Members(ctx, room.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := []chat.Member{{User: ada, Role: chat.RoleAdmin}, {User: bo, Role: chat.RoleAdmin}}
		if diff := cmp.Diff(want, members); diff != "" {
			t.Errorf("members (-want +got):\n%s", diff)
		}
		for i, want := range []bool{true, false} {
			if joined, err := s.JoinRoom(ctx, room.ID, bo.ID); joined != want || err != nil {
				t.Errorf("join %d: %v, %v", i+1, joined, err)
			}
		}
		if err := s.RemoveMember(ctx, room.ID, bo.ID); err != nil {
			t.Fatal(err)
		}
		if joined, _ := s.Joined(ctx, room.ID); !slices.Equal(joined, []int64{ada.ID, bo.ID}) {
			t.Errorf("joined after bo left the members: %v", joined)
		}
		for i, want := range []bool{true, false} {
			if left, err := s.LeaveRoom(ctx, room.ID, bo.ID); left != want || err != nil {
				t.Errorf("leave %d: %v, %v", i+1, left, err)
			}
		}
		_, err = s.Member(ctx, room.ID, bo.ID)
		wantErr(t, "role of a former member", err, chat.ErrNotFound)
		wantErr(t, "remove twice", s.RemoveMember(ctx, room.ID, bo.ID), chat.ErrNotFound)
		wantErr(t, "add nobody", s.AddMember(ctx, room.ID, 99, chat.RoleMember), chat.ErrNotFound)
		_, err = s.JoinRoom(ctx, 99, bo.ID)
		wantErr(t, "join nowhere", err, chat.ErrNotFound)
		_, err = s.LeaveRoom(ctx, 99, bo.ID)
		wantErr(t, "leave nowhere", err, chat.ErrNotFound)
	})
}
