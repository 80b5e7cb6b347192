package hipchat_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/stoachat/stoa/hipchat"
)

// spec: client-quirks, B5.
func TestFlagsAreReadAsClientsSendThem(t *testing.T) {
	tests := map[string]bool{
		`true`: true, `"true"`: true, `"True"`: true, `1`: true, `"1"`: true,
		`false`: false, `"false"`: false, `0`: false, `"0"`: false, `""`: false, `null`: false,
	}
	for in, want := range tests {
		var v struct{ Notify hipchat.Flag }
		if err := json.Unmarshal([]byte(`{"notify":`+in+`}`), &v); err != nil || bool(v.Notify) != want {
			t.Errorf("%s: got %v, %v", in, v.Notify, err)
		}
	}
	for _, in := range []string{`"maybe"`, `{}`, `[]`, `2`} {
		var v struct {
			Notify hipchat.Flag `json:"notify"`
		}
		err := json.Unmarshal([]byte(`{"notify":`+in+`}`), &v)
		var wrong *json.UnmarshalTypeError
		if !errors.As(err, &wrong) || wrong.Field != "notify" {
			t.Errorf("%s: got %v", in, err)
		}
	}
}

// spec: client-quirks, B4.
func TestIDsAreNumbersOrText(t *testing.T) {
	for in, want := range map[string]string{`41`: "41", `"41"`: "41", `"@ada"`: "@ada", `null`: "", `""`: ""} {
		var id hipchat.ID
		if err := json.Unmarshal([]byte(in), &id); err != nil || string(id) != want {
			t.Errorf("%s: got %q, %v", in, id, err)
		}
	}
	for _, in := range []string{`1.5`, `true`, `{}`, `99999999999999999999`} {
		var id hipchat.ID
		if err := json.Unmarshal([]byte(in), &id); err == nil {
			t.Errorf("%s was accepted as %q", in, id)
		}
	}
	if b, err := json.Marshal(hipchat.ID("41")); err != nil || string(b) != "41" {
		t.Errorf("got %s, %v", b, err)
	}
}

func TestRolesAreWordsOrObjectsWithAName(t *testing.T) {
	for in, want := range map[string][]string{
		`["owner","user"]`: {"owner", "user"}, `[{"name":"admin","id":1}]`: {"admin"}, `["user",{"name":"admin"}]`: {"user", "admin"},
		`[]`: nil, `null`: nil, `[null]`: nil,
	} {
		var got struct{ Roles hipchat.UserRoles }
		if err := json.Unmarshal([]byte(`{"roles":`+in+`}`), &got); err != nil || !slices.Equal(got.Roles, want) {
			t.Errorf("%s: %q, %v", in, got.Roles, err)
		}
	}
	for _, in := range []string{`"user"`, `[1]`, `[{"id":1}]`, `{}`, `[["user"]]`, `7`} {
		var got struct{ Roles hipchat.UserRoles }
		var wrong *json.UnmarshalTypeError
		if err := json.Unmarshal([]byte(`{"roles":`+in+`}`), &got); !errors.As(err, &wrong) {
			t.Errorf("%s: %q, %v", in, got.Roles, err)
		}
	}
}
