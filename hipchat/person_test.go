package hipchat_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
)

const (
	stubJSON = `{"id":88,"name":"Ines <Okafor>","mention_name":"InesOkafor","version":"QK7C1D0T","links":{"self":"https://chat.example.org/v2/user/88"}}`
	fullJSON = `{"id":88,"name":"Ines Okafor","mention_name":"InesOkafor","links":{"self":"https://chat.example.org/v2/user/88"},` +
		`"xmpp_jid":"1_88@chat.example.org","email":null,"title":"SRE","timezone":"UTC","photo_url":null,"created":"2015-01-12T09:12:00+00:00",` +
		`"last_active":"1461054667","is_deleted":false,"is_guest":false,"is_group_admin":true,"roles":["owner","user"],` +
		`"group":{"id":1,"name":"Example Org","links":{"self":"https://chat.example.org/v2/group/1"}},"presence":null,"atlassian_id":null}`
)

// spec: rest-v2, 1.7, 1.12, 2.6
func TestAMentionedPersonKeepsItsForm(t *testing.T) {
	for _, tt := range []struct {
		name, wire  string
		sender      string
		person, all bool
	}{
		{"a stub", stubJSON, "Ines <Okafor>", true, false},
		{"in full", fullJSON, "Ines Okafor", true, true},
		{"an integration", `"Build & bot"`, "Build & bot", false, false},
		{"nobody", `null`, "", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var f hipchat.From
			if err := json.Unmarshal([]byte(tt.wire), &f); err != nil {
				t.Fatal(err)
			}
			if f.Name != tt.sender || (f.Person != nil) != tt.person || (f.Person != nil && f.Person.Full != nil) != tt.all {
				t.Errorf("decoded as %+v", f)
			}
			if tt.wire == "null" {
				return
			}
			got, err := json.Marshal(f)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(escaped(tt.wire), string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
	var f hipchat.From
	if err := json.Unmarshal([]byte(`7`), &f); err == nil {
		t.Error("a number is no sender")
	}
}

// escaped is how encoding/json writes the same text on its own.
func escaped(wire string) string {
	b, _ := json.Marshal(json.RawMessage(wire))
	return string(b)
}

func TestAMentionedRoomKeepsItsForm(t *testing.T) {
	const stub = `{"id":12,"name":"Ops","privacy":"private","is_archived":false,"links":{"self":"s","webhooks":"w","members":"m","participants":"p"}}`
	full := stub[:len(stub)-1] + `,"xmpp_jid":"1_ops@conf.chat.example.org","topic":"","is_guest_accessible":false,"guest_access_url":null,` +
		`"avatar_url":null,"delegate_admin_visibility":null,"created":"2015-02-03T10:00:00+00:00","last_active":null,"owner":` + escaped(stubJSON) +
		`,"participants":[` + fullJSON + `],"statistics":{"links":{"self":"https://chat.example.org/v2/room/12/statistics"}}}`
	for wire, whole := range map[string]bool{stub: false, full: true} {
		var p hipchat.Place
		if err := json.Unmarshal([]byte(wire), &p); err != nil {
			t.Fatal(err)
		}
		if (p.Full != nil) != whole {
			t.Errorf("decoded as %+v", p)
		}
		got, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(wire, string(got)); diff != "" {
			t.Error(diff)
		}
	}
}
