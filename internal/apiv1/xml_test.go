package apiv1

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestXMLFollowsTheJSON(t *testing.T) {
	const prologue = `<?xml version="1.0" encoding="utf-8"?>` + "\n"
	for _, c := range []struct{ name, json, want string }{
		{"a status", `{"status":"sent"}`, `<status>sent</status>`},
		{"a flag", `{"deleted":true}`, `<deleted>1</deleted>`},
		{"an error", `{"error":{"code":400,"type":"Bad Request","message":"a < b & c"}}`,
			`<error><code>400</code><type>Bad Request</type><message>a &lt; b &amp; c</message></error>`},
		{"a list", `{"rooms":[{"room_id":12,"is_private":false,"guest_access_url":null,"topic":""},{"room_id":13}]}`,
			`<rooms><room><room_id>12</room_id><is_private>0</is_private><guest_access_url/><topic/></room><room><room_id>13</room_id></room></rooms>`},
		{"an empty list", `{"messages":[]}`, `<messages/>`},
		{"lists inside", `{"room":{"member_user_ids":[3,5],"participants":[{"user_id":3,"name":"Ada"}]}}`,
			`<room><member_user_ids><member_user_id>3</member_user_id><member_user_id>5</member_user_id></member_user_ids>` +
				`<participants><participant><user_id>3</user_id><name>Ada</name></participant></participants></room>`},
		{"control characters", `{"status":"a\u0001b"}`, "<status>a\uFFFDb</status>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := toXML([]byte(c.json))
			if err != nil || string(got) != prologue+c.want {
				t.Errorf("%v\n%s\nwant\n%s", err, got, prologue+c.want)
			}
		})
	}
}

func TestXMLOfAnyTextIsWellFormed(t *testing.T) {
	object, err := json.Marshal(map[string]string{"message": "<b>\"'&\t\n\r\u0000\u2028\U0001F600</b>]]>"})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := toXML(object)
	if err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(strings.NewReader(string(doc)))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, doc)
		}
	}
}
