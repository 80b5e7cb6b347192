package importer_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/importer"
	"github.com/stoachat/stoa/internal/store/storetest"

	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
)

func TestWhoHadAListOfOpenRoomsIsInThoseAlone(t *testing.T) {
	t.Parallel()
	lists, err := importer.ReadAutoJoin(strings.NewReader(`{
		"pref:autoJoin:505": [{"name": "Nowhere", "jid": "1_nowhere@conf.btf.hipchat.com"}, {"name": "Boiler Room", "jid": "1_boiler_room@conf.btf.hipchat.com"}],
		"501": "[{\"name\": \"Renamed\", \"jid\": \"1_lobby@conf.btf.hipchat.com\"}, {\"name\": \"Ada Brook\", \"jid\": \"1_501@chat.btf.hipchat.com\"}]"}`))
	if err != nil {
		t.Fatal(err)
	}
	database, ctx := storetest.SQLite(t), t.Context()
	r, err := importer.Import(ctx, opened(t, archivetest.Directory(t, sample(t))), importer.Config{Database: database, Blobs: blobs(t, t.TempDir()), Cost: auth.Cheap, AutoJoin: lists})
	if err != nil || r.Members.NoRoom != 1 {
		t.Fatalf("%+v, %v", r.Members, err)
	}
	s := storetest.Open(t, database)
	for room, want := range map[int64][]int64{lobby: {ada}, boiler: {bo}} { // Cleo may not be in the boiler room
		if joined, err := s.Joined(ctx, room); err != nil || !slices.Equal(joined, want) {
			t.Errorf("room %d: %v, %v", room, joined, err)
		}
	}
	list, err := s.Conversations(ctx, ada)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		if c.Other != nil && (c.Closed == 0) != (c.Other.ID == ada) {
			t.Errorf("the chat with %s is closed at %d", c.Other.Name, c.Closed)
		}
	}
}

func TestListsOfOpenRoomsThatAreNoneAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `[]`, `{"Ada": []}`, `{"501": {}}`, `{"501": "x"}`} {
		if lists, err := importer.ReadAutoJoin(strings.NewReader(text)); err == nil {
			t.Errorf("%s became %v", text, lists)
		}
	}
}
