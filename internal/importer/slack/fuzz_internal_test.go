package slack

import (
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/stoachat/stoa/internal/importer/archive"
)

// FuzzRecord reads a record of a day: whatever it is, what comes out can be kept and is ordered.
func FuzzRecord(f *testing.F) {
	for _, raw := range []string{
		`{"type":"message","user":"U1","ts":"1500000000.000100","text":"<@U2|bo> *b* ~s~ :wave::skin-tone-3: <!date^1^x|then> <#C1> <mailto:a@b.c|a@b.c>","thread_ts":"1500000000.000000"}`,
		`{"user":"U1","ts":"1500000001","files":[{"id":"F1","name":"a"},{"id":"F2"}],"reactions":[{"name":"+1","users":["U1","U9"]}]}`,
		`{"subtype":"bot_message","bot_id":"B","ts":"1.5","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"x"}}]}`,
		`{"subtype":"file_comment","ts":"2.1","comment":{"user":"U2","comment":"` + "`<https://a|b>`" + `"}}`, `[]`, `{"ts":"99999999999999.1"}`,
	} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e := &Export{people: map[string]*person{}, shared: map[string][]where{}}
		e.addPerson(user{ID: "U1", Name: "ada", Real: "Ada"})
		e.addPerson(user{ID: "U2", Name: "bo", Real: "Bo"})
		for _, p := range []place{{where: where{room: 1}, channel: channel{ID: "C1", Name: "c"}}, {where: where{low: 1, high: 2}, channel: channel{ID: "D1"}}} {
			all := e.records(p, raw)
			if !slices.IsSortedFunc(all, func(a, b archive.Message) int { return a.Time.Compare(b.Time) }) {
				t.Errorf("%q: out of order: %+v", raw, all)
			}
			for i, m := range all {
				if _, err := m.Encode(); err != nil || m.ID == "" || m.Time.IsZero() || utf8.Valid(raw) && !utf8.ValidString(m.Text) {
					t.Errorf("%q: %+v: %v", raw, m, err)
				}
				if i > 0 && m.ID == all[0].ID {
					t.Errorf("%q: two with one id", raw)
				}
			}
		}
	})
}
