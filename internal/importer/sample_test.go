package importer_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/importer"
	"github.com/stoachat/stoa/internal/importer/archive"
)

// What the sample's people and rooms are called by.
const (
	ada, bo, guest, gone, cleo = 501, 502, 503, 504, 505
	stranger, lost             = 777, 778 // who are not in users.json

	boiler, lobby, twin, unnamed = 77, 12, 90, 404

	ownerPassword = "correct horse battery"
)

// picture is a PNG of some size.
func picture(t testing.TB, side int) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range side {
		img.Set(i, i, color.NRGBA{200, 40, 40, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// sample is a group with every type of record and the quirks of real exports.
func sample(t testing.TB) map[string]string {
	t.Helper()
	avatar := base64.StdEncoding.EncodeToString([]byte(picture(t, 200)))
	return map[string]string{
		"metadata.json": `{}`,
		"users.json": `[
			{"User":{"id":501,"name":"Ada Brook","mention_name":"AdaBrook","email":"ada@example.test","title":"Engineer","timezone":"Europe/Oslo",
				"created":"2015-02-03T08:00:00+00:00","account_type":"admin","roles":["user","admin"],"rooms":[],"is_deleted":false,"avatar":"` + avatar[:40] + `\n` + avatar[40:] + `"}},
			{"User":{"id":502,"name":"Bo Lindqvist","mention_name":"BoLindqvist","email":"bo@example.test","title":null,"timezone":"Nowhere/Land",
				"created":"2015-02-04T08:00:00+00:00","account_type":"user","roles":["user"],"rooms":[],"is_deleted":false,"avatar":"bm8gcGljdHVyZQ=="}},
			{"User":{"id":503,"name":"Gus","mention_name":"Gus","email":null,"title":null,"timezone":"UTC","created":"2015-02-05T08:00:00+00:00",
				"account_type":"guest","roles":[],"rooms":[],"is_deleted":false,"avatar":null}},
			{"User":{"id":504,"name":"Gone Before","mention_name":"all","email":"BO@example.test","title":null,"timezone":"UTC","created":"2014-02-05T08:00:00+00:00",
				"account_type":"user","roles":["user"],"rooms":[],"is_deleted":true,"avatar":null}},
			{"User":{"id":505,"name":"Cleo Ünal","mention_name":"Cleo Ünal!","email":null,"title":null,"timezone":"UTC","created":"2015-03-05T08:00:00+00:00",
				"account_type":"user","roles":["user"],"rooms":[],"is_deleted":false,"avatar":null}}]`,
		"rooms.json": `[
			{"Room":{"id":77,"name":"Boiler Room","topic":"Steam on","privacy":"private","is_archived":false,"created":"2015-03-01T12:00:00+00:00","owner":501,
				"room_admins":[501],"members":[501,{"id":502},504,999],"participants":[],"guest_access_url":null}},
			{"Room":{"id":12,"name":"Lobby","topic":"","privacy":"public","is_archived":false,"created":"2015-03-01T12:00:00+00:00","owner":888,
				"members":[],"participants":[],"guest_access_url":"https://old.example/g1"}},
			{"Room":{"id":90,"name":"lobby","topic":"` + strings.Repeat("t", 300) + `","privacy":"public","is_archived":true,"created":"2015-03-01T12:00:00+00:00","owner":504,"members":[]}}]`,
		"emoticons.json":      `[{"Emoticon":{"id":9001,"path":"emoticons/steam.png","shortcut":"Steam!"}},{"Emoticon":{"id":9002,"path":"emoticons/none.png","shortcut":"none"}}]`,
		"emoticons/steam.png": picture(t, 30),
		"rooms/77/history.json": `[
			{"NotificationMessage":{"id":"70000000-0000-4000-8000-000000000009","timestamp":"2018-08-08T14:30:00Z 000009","sender":"Deploy Bot",
				"message":"deployed <b onclick=\"x()\">r88</b><script>alert(1)</script>","message_format":"html","color":"green","attachment":{"name":"a<b.txt","path":"a/b.txt","size":3}}},
			{"NotificationMessage":{"id":"70000000-0000-4000-8000-000000000008","timestamp":"2018-08-08T14:29:00Z 000008","sender":{"id":0,"name":"Monitor"},
				"message":"disk <full> @AdaBrook","message_format":"text","color":"nonsense"}},
			{"ArchiveRoomMessage":{"id":"70000000-0000-4000-8000-000000000007","timestamp":"2018-08-08T14:28:00Z 000007","sender":{"id":501,"name":"Ada Brook"},"message":"archived"}},
			{"GuestAccessMessage":{"id":"70000000-0000-4000-8000-000000000006","timestamp":"2018-08-08T14:27:00Z 000006","sender":{"id":501,"name":"Ada Brook"},"message":"turned guest access on"}},
			{"UserMessage":{"id":"70000000-0000-4000-8000-000000000005","timestamp":"2018-08-08T14:26:00Z 000005","message":"/me waves",
				"mentions":[],"sender":{"id":777,"mention_name":"Stranger","name":"A Stranger"},"attachment":null}},
			{"UserMessage":{"id":"70000000-0000-4000-8000-000000000004","timestamp":"2018-08-08T14:25:00Z 000004","message":"the plan was here",
				"sender":{"id":502,"mention_name":"BoLindqvist","name":"Bo Lindqvist"},"attachment":{"name":"plan.pdf","path":"zz/plan.pdf","size":1234}}},
			{"UserMessage":{"id":"70000000-0000-4000-8000-000000000003","timestamp":"2018-08-08T14:24:00Z 000003","message":"again","mentions":[],
				"sender":{"id":502,"mention_name":"BoLindqvist","name":"Bo Lindqvist"},"attachment":{"name":"gauge.png","path":"k3Jd0/gauge.png","size":1},"attachment_path":"k3Jd0/gauge.png"}},
			{"UserMessage":{"id":"70000000-0000-4000-8000-000000000002","timestamp":"2018-08-08T14:23:54Z 626267","message":"@BoLindqvist see the gauge @all","mentions":[502],
				"sender":{"id":501,"mention_name":"AdaBrook","name":"Ada Brook"},"attachment":{"name":"gauge.png","path":"k3Jd0/gauge.png","size":1},"attachment_path":"k3Jd0/gauge.png"}},
			{"UnheardOf":{"id":"1"}},
			{"TopicRoomMessage":{"id":"70000000-0000-4000-8000-000000000001","timestamp":"2018-08-08T14:10:00Z 000001","sender":{"id":501,"name":"Ada Brook"},"message":"Steam on"}}]`,
		"rooms/77/files/k3Jd0/gauge.png": picture(t, 700),
		"rooms/77/files/unused.txt":      "nobody shows it",
		"rooms/12/history.json": `[
			{"UserMessage":{"id":"12000000-0000-4000-8000-000000000002","timestamp":"2018-09-01T10:00:00Z 000002","message":"` + strings.Repeat("long ", 10_000) + `",
				"sender":{"id":505,"mention_name":"Cleo Ünal!","name":"Cleo Ünal"},"mentions":[]}},
			{"UserMessage":{"id":"12000000-0000-4000-8000-000000000001","timestamp":"2014-01-01T10:00:00Z 000001","message":"a NUL: \u0000.",
				"sender":{"id":504,"mention_name":"all","name":"Gone Before"},"mentions":[]}}]`,
		"rooms/404/history.json": `[{"UserMessage":{"id":"70000000-0000-4000-8000-000000000001","timestamp":"2016-01-01T10:00:00Z 000001","message":"of a room that is gone",
				"sender":{"id":502,"mention_name":"BoLindqvist","name":"Bo Lindqvist"}}}]`,
		"users/501/history.json": `[
			{"PrivateUserMessage":{"id":"50000000-0000-4000-8000-000000000003","timestamp":"2017-08-08T15:00:00Z 000003","message":"to myself","sender":{"id":501,"name":"Ada Brook","mention_name":"AdaBrook"},"receiver":{"id":501}}},
			{"PrivateUserMessage":{"id":"50000000-0000-4000-8000-000000000002","timestamp":"2018-08-08T15:01:00Z 000002","message":"see the note","sender":{"id":502,"name":"Bo Lindqvist","mention_name":"BoLindqvist"},"receiver":{"id":501},
				"attachment":{"name":"note.txt","path":"aB/note.txt","size":4}}},
			{"PrivateUserMessage":{"id":"50000000-0000-4000-8000-000000000001","timestamp":"2018-08-08T15:00:00Z 000001","message":"hello","sender":{"id":501,"name":"Ada Brook","mention_name":"AdaBrook"},"receiver":{"id":502}}}]`,
		"users/502/history.json": `[
			{"PrivateUserMessage":{"id":"50000000-0000-4000-8000-000000000002","timestamp":"2018-08-08T15:01:00Z 000002","message":"see the note","sender":{"id":502,"name":"Bo Lindqvist","mention_name":"BoLindqvist"},"receiver":{"id":501},
				"attachment":{"name":"note.txt","path":"aB/note.txt","size":4}}},
			{"PrivateUserMessage":{"id":"50000000-0000-4000-8000-000000000001","timestamp":"2018-08-08T15:00:00Z 000001","message":"hello","sender":{"id":501,"name":"Ada Brook","mention_name":"AdaBrook"},"receiver":{"id":502}}},
			{"PrivateUserMessage":{"id":"50000000-0000-4000-8000-000000000004","timestamp":"2016-08-08T15:00:00Z 000001","message":"are you there?","sender":{"id":502,"name":"Bo Lindqvist","mention_name":"BoLindqvist"},"receiver":{"id":778}}}]`,
		"users/files/aB/note.txt": "note",
	}
}

func opened(t testing.TB, paths ...string) *archive.Archive {
	t.Helper()
	a, err := archive.Open(context.Background(), paths, archive.Options{Spool: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// imported imports archives into a database and a data directory.
func imported(t testing.TB, database, data string, paths ...string) importer.Report {
	t.Helper()
	r, err := importer.Import(context.Background(), opened(t, paths...), importer.Config{
		Database: database, Blobs: blobs(t, data), Group: "Works", Password: ownerPassword, Cost: auth.Cheap,
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func blobs(t testing.TB, data string) *blob.Store {
	t.Helper()
	b, err := app.Place{Data: data}.Blobs()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}
