package importer_test

import (
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/store/storetest"

	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
)

func TestCardsAreLookedAtAsIfTheyHadJustCome(t *testing.T) {
	t.Parallel()
	const record = `{"NotificationMessage":{"id":"c0000000-0000-4000-8000-00000000000%","timestamp":"2018-08-08T14:23:5%Z 1","sender":"CI","message":"built","stoa":{"card":CARD}}}`
	var records []string
	for i, card := range []string{
		`{"style":"application","id":"a","title":"T","description":{"format":"html","value":"<b>x</b><script>alert(1)</script>"}}`,
		`{"style":"hologram","id":"b","title":"T"}`,
		`"none"`,
	} {
		records = append(records, strings.Replace(strings.ReplaceAll(record, "%", string(rune('1'+i))), "CARD", card, 1))
	}
	files := map[string]string{
		"users.json":           `[{"User":{"id":1,"name":"Ada","mention_name":"Ada","email":"ada@example.test","account_type":"admin"}}]`,
		"rooms.json":           `[{"Room":{"id":5,"name":"Ops","privacy":"public","owner":1}}]`,
		"rooms/5/history.json": "[" + strings.Join(records, ",") + "]",
	}
	database := storetest.SQLite(t)
	report := imported(t, database, t.TempDir(), archivetest.Directory(t, files))
	events, err := storetest.Open(t, database).EventsAfter(t.Context(), 1, 0, 10)
	if err != nil || len(events) != 3 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	if card := string(events[0].Card); !strings.Contains(card, `x\u003c/b`) || strings.Contains(card, "alert") {
		t.Errorf("%s", card)
	}
	if events[1].Card != nil || events[2].Card != nil {
		t.Errorf("%s %s", events[1].Card, events[2].Card)
	}
	if len(report.Left) != 1 || report.Left[0].Name != "cards that cannot be shown" || report.Left[0].Count != 2 {
		t.Errorf("%+v", report.Left)
	}
}
