package scim_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// recorded is where the library keeps what Okta and Microsoft document of what their services send.
func recorded(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/elimity-com/scim").Output()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "internal", "idp_test", "testdata")
}

type exchange struct {
	Request      json.RawMessage
	Method, Path string
	StatusCode   int
}

func read(t *testing.T, name string) (e exchange) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(recorded(t), name))
	if err == nil {
		err = json.Unmarshal(b, &e)
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestWhatIdentityProvidersAreRecordedToSendWorks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		create string
		then   []string
		finds  []string // of the names of accounts' fields in the last answer
	}{
		"Microsoft's users":  {"azuread/create_user.json", []string{"azuread/update_user.json"}, []string{"updatedFamilyName", "updatedEmail@microsoft.com", `"active":false`}},
		"Okta's users":       {"okta/create_user.json", []string{"okta/update_user.json", "okta/update_user_patch.json"}, []string{`"givenName":"Another"`, `"active":false`}},
		"Microsoft's groups": {"azuread/create_group.json", []string{"azuread/update_group.json"}, []string{"updatedDisplayName"}},
		"Okta's groups":      {"okta/create_group.json", []string{"okta/update_group_name.json", "okta/update_group_membership.json"}, []string{"Test SCIMv2"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			one, two := h.add("One", "one@example.test", ""), h.add("Two", "two@example.test", "")
			// The ids of their people and groups are others than ours.
			ours := func(body json.RawMessage) string {
				s := strings.NewReplacer("f648f8d5ea4e4cd38e9c", one.ID, "89bb1940-b905-4575-9e7f-6f887cfb368e", one.ID, "23a35c27-23d3-4c03-b4c5-6443c09e7173", two.ID).Replace(string(body))
				return s
			}
			e := read(t, c.create)
			var made struct{ ID string }
			h.scim(e.Method, e.Path, ours(e.Request), e.StatusCode, &made)
			last := ""
			for _, file := range c.then {
				e := read(t, file)
				path := regexp.MustCompile(`[^/]+$`).ReplaceAllString(e.Path, made.ID)
				last = h.scim(e.Method, path, ours(e.Request), e.StatusCode, nil).Body
			}
			for _, want := range c.finds {
				if !strings.Contains(last, want) {
					t.Errorf("no %s in %s", want, last)
				}
			}
		})
	}
}
