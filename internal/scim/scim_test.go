package scim_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// house is a server with an identity provider that provisions.
type house struct {
	*stoatest.Server
	t      *testing.T
	cookie string // the owner's
	token  string // the identity provider's
}

func open(t *testing.T, options ...stoatest.Option) *house {
	h := &house{Server: stoatest.Start(t, options...), t: t}
	in := h.Send("POST", "/api/session", http.Header{"Content-Type": {"application/json"}},
		fmt.Appendf(nil, `{"email":%q,"password":%q}`, stoatest.AdminEmail, stoatest.AdminPassword))
	h.cookie, _, _ = strings.Cut(in.Header.Get("Set-Cookie"), ";")
	h.page("PUT", "/api/admin/sign-in/provisioners/okta", `{"name":"Okta"}`, 200)
	h.token = h.newToken("okta")
	return h
}

func (h *house) page(method, path, body string, want int) stoatest.Answer {
	h.t.Helper()
	a := h.Send(method, path, http.Header{"Cookie": {h.cookie}, "Content-Type": {"application/json"}}, []byte(body))
	if a.Status != want {
		h.t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
	}
	return a
}

func (h *house) newToken(key string) string {
	h.t.Helper()
	var made struct{ Token, URL string }
	h.page("POST", "/api/admin/sign-in/provisioners/"+key+"/token", "", 201).JSON(h.t, &made)
	if made.URL != h.URL+"/scim/v2" {
		h.t.Errorf("the address is %s", made.URL)
	}
	return made.Token
}

// user is what tests look at of a user.
type user struct {
	ID, UserName, ExternalID, DisplayName, Title string
	Schemas                                      []string
	Active                                       bool
	Name                                         map[string]string
	Emails                                       []struct {
		Value, Type string
		Primary     bool
	}
	Groups     []struct{ Value, Display string }
	Enterprise map[string]any `json:"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"`
	Meta       struct{ ResourceType, Location string }
}

// scim makes a call of SCIM, whose answer must have the status.
func (h *house) scim(method, path string, body any, want int, into any) stoatest.Answer {
	h.t.Helper()
	a := h.Call(h.token, method, "/scim/v2"+path, body)
	if a.Status != want {
		h.t.Fatalf("%s %s %v: %d %s", method, path, body, a.Status, a.Body)
	}
	if kind := a.Header.Get("Content-Type"); kind != "application/scim+json" {
		h.t.Errorf("%s %s: an answer of the type %q", method, path, kind)
	}
	if into != nil {
		a.JSON(h.t, into)
	}
	return a
}

// refused makes a call that must be refused, in SCIM's shape of errors.
func (h *house) refused(method, path string, body any, status int, kind, detail string) {
	h.t.Helper()
	a := h.scim(method, path, body, status, nil)
	var said struct {
		Schemas                  []string
		Status, ScimType, Detail string
	}
	a.JSON(h.t, &said)
	if len(said.Schemas) != 1 || said.Schemas[0] != "urn:ietf:params:scim:api:messages:2.0:Error" || said.Status != fmt.Sprint(status) || said.ScimType != kind ||
		!strings.Contains(said.Detail, detail) {
		h.t.Errorf("%s %s %v: %s; want %s %q", method, path, body, a.Body, kind, detail)
	}
}

func (h *house) find(filter string) []user {
	h.t.Helper()
	var list struct {
		TotalResults int
		Resources    []user
	}
	h.scim("GET", "/Users?filter="+url.QueryEscape(filter), nil, 200, &list)
	if list.TotalResults != len(list.Resources) {
		h.t.Errorf("%s: %d of %d", filter, len(list.Resources), list.TotalResults)
	}
	return list.Resources
}

func patch(operations string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":` + operations + `}`
}

func newUser(name, email, more string) string {
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":%q,"displayName":%q,"emails":[{"value":%q,"type":"work","primary":true}]%s}`,
		email, name, email, more)
}

func (h *house) add(name, email, more string) user {
	h.t.Helper()
	var u user
	h.scim("POST", "/Users", newUser(name, email, more), 201, &u)
	return u
}

// both runs a test on a server with either database.
func both(t *testing.T, test func(t *testing.T, h *house)) {
	storetest.Each(t, func(t *testing.T, dsn string) { test(t, open(t, stoatest.WithDatabase(dsn))) })
}

func TestSomebodyIsProvisionedChangedAndTakenAway(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h *house) {
		u := h.add("Grace Hopper", "grace@example.test", `,"externalId":"g-1","title":"Rear admiral","password":"never-kept-1906","active":true`)
		if u.Meta.Location != h.URL+"/scim/v2/Users/"+u.ID || !u.Active || u.ExternalID != "g-1" {
			t.Errorf("made: %+v", u)
		}
		person := h.page("GET", "/api/admin/users/"+u.ID, "", 200).Body
		for _, want := range []string{`"name":"Grace Hopper"`, `"title":"Rear admiral"`, `"has_password":false`, `"by":"Okta"`, `"keeps":true`} {
			if !strings.Contains(person, want) {
				t.Errorf("no %s in %s", want, person)
			}
		}
		var same user
		if a := h.scim("GET", "/Users/"+u.ID, nil, 200, &same); strings.Contains(a.Body, "never-kept") || same.UserName != "grace@example.test" {
			t.Errorf("%s", a.Body)
		}
		h.refused("POST", "/Users", newUser("Another", "GRACE@example.test", ""), 409, "uniqueness", "")
		var after user
		h.scim("PUT", "/Users/"+u.ID, newUser("Grace B. Hopper", "hopper@example.test", `,"active":true`), 200, &after)
		if after.DisplayName != "Grace B. Hopper" || after.Emails[0].Value != "hopper@example.test" || after.ExternalID != "" {
			t.Errorf("replaced: %+v", after)
		}
		h.scim("DELETE", "/Users/"+u.ID, nil, 204, nil)
		h.refused("GET", "/Users/"+u.ID, nil, 404, "", "")
		h.refused("DELETE", "/Users/"+u.ID, nil, 404, "", "")
		if again := h.add("Grace Hopper", "hopper@example.test", ""); again.ID != u.ID || !again.Active {
			t.Errorf("she came back as %+v", again)
		}
		kinds := h.page("GET", "/api/audit?user="+u.ID, "", 200).Body
		for _, want := range []string{"user.created", "user.updated", "user.deactivated", "user.restored", `"credential":"provisioning"`} {
			if !strings.Contains(kinds, want) {
				t.Errorf("the audit log lacks %s: %s", want, kinds)
			}
		}
	})
}

func TestWhoIsDeactivatedIsOutsideAtOnceAndComesBack(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h *house) {
		_, token := h.User("Grace Hopper", "grace@example.test")
		u := h.find(`userName eq "grace@example.test"`)[0]
		for _, c := range []struct{ off, on string }{
			{`[{"op":"Replace","path":"active","value":"False"}]`, `[{"op":"Replace","path":"active","value":"True"}]`},
			{`[{"op":"replace","value":{"active":false}}]`, `[{"op":"replace","value":{"active":true}}]`},
			{`[{"op":"add","path":"active","value":false}]`, `[{"op":"Add","value":{"active":"true"}}]`},
		} {
			var after user
			if h.scim("PATCH", "/Users/"+u.ID, patch(c.off), 200, &after); after.Active {
				t.Errorf("%s: still active", c.off)
			}
			if a := h.Call(token, "GET", "/v2/user", nil); a.Status != http.StatusUnauthorized {
				t.Errorf("%s: her token is good for %d", c.off, a.Status)
			}
			if found := h.find(`userName eq "grace@example.test" and active eq false`); len(found) != 1 {
				t.Errorf("she is not found: %v", found)
			}
			if h.scim("PATCH", "/Users/"+u.ID, patch(c.on), 200, &after); !after.Active {
				t.Errorf("%s: not active", c.on)
			}
			token = h.SignIn("grace@example.test", stoatest.UserPassword)
		}
		h.page("POST", "/api/admin/users/"+u.ID+"/deactivate", "", 200)
		h.refused("PATCH", "/Users/"+u.ID, patch(`[{"op":"replace","path":"active","value":true}]`), 403, "", "was deactivated here")
	})
}

func TestTheOwnerIsNobodysToDeprovision(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.find(fmt.Sprintf("userName eq %q", stoatest.AdminEmail))[0]
	const why = "is the group's owner"
	h.refused("PATCH", "/Users/"+owner.ID, patch(`[{"op":"replace","path":"active","value":false}]`), 403, "", why)
	h.refused("DELETE", "/Users/"+owner.ID, nil, 403, "", why)
	h.refused("PUT", "/Users/"+owner.ID, newUser("Mallory", stoatest.AdminEmail, ""), 403, "", why)
	h.refused("POST", "/Users", newUser("Mallory", stoatest.AdminEmail, ""), 409, "uniqueness", "")
}

func TestTheTokenOpensScimAloneAndNothingElseOpensIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, path := range []string{"/v2/user", "/v1/users/list", "/api/boot", "/api/admin/users"} {
		if a := h.Call(h.token, "GET", path, nil); a.Status != http.StatusUnauthorized && !strings.Contains(a.Body, `"user":null`) {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
	mine := h.token
	for name, token := range map[string]string{"none": "", "made up": "x", "a person's": h.Token, "of API v1": h.V1Token("admin")} {
		h.token = token
		h.refused("GET", "/Users", nil, 401, "", "token")
		if a := h.Call(token, "GET", "/scim/v2/Users", nil); a.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%s: no WWW-Authenticate", name)
		}
	}
	if a := h.Call(h.Token, "POST", "/api/admin/sign-in/provisioners/okta/token", nil); a.Status != 403 {
		t.Errorf("a token makes a token: %d %s", a.Status, a.Body)
	}
	h.token = h.newToken("okta")
	h.scim("GET", "/Users", nil, 200, nil)
	second := h.token
	h.token = mine
	h.refused("GET", "/Users", nil, 401, "", "")
	h.token = second
	h.page("DELETE", "/api/admin/sign-in/provisioners/okta/token", "", 200)
	h.refused("GET", "/Users", nil, 401, "", "")
	h.token = h.newToken("okta")
	h.page("PUT", "/api/admin/sign-in/provisioners/okta", `{"name":"Okta","disabled":true}`, 200)
	h.refused("GET", "/Users", nil, 403, "", "turned off")
	h.page("DELETE", "/api/admin/sign-in/okta", "", 200)
	h.refused("GET", "/Users", nil, 401, "", "")
}

func TestPeopleAreFoundByFilters(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h *house) {
		grace := h.add("Grace Hopper", "grace@example.test", `,"externalId":"g-1","name":{"familyName":"Hopper","givenName":"Grace"}`)
		h.add("Ada Lovelace", "ada@example.test", `,"externalId":"a-1","active":false`)
		h.User("Bo Known", "bo@example.test") // whom nobody has provisioned
		for filter, want := range map[string]string{
			`userName eq "grace@example.test"`:                                    "grace",
			`userName Eq "GRACE@example.test"`:                                    "grace",
			`userName eq "bo@example.test"`:                                       "bo",
			`userName eq "nobody@example.test"`:                                   "",
			`externalId eq "a-1"`:                                                 "ada",
			`externalId eq "A-1"`:                                                 "",
			`id eq "` + grace.ID + `"`:                                            "grace",
			`emails eq "grace@example.test"`:                                      "grace",
			`emails.value eq "bo@example.test"`:                                   "bo",
			`emails[value eq "ada@example.test"]`:                                 "ada",
			`emails[type eq "work"].value eq "ada@example.test"`:                  "ada",
			`emails[type eq "work" and value co "race"]`:                          "grace",
			`name.familyName sw "Hop"`:                                            "grace",
			`userName eq "grace@example.test" or externalId eq "a-1"`:             "ada grace",
			`externalId eq "g-1" and active eq true`:                              "grace",
			`externalId eq "g-1" and not (active eq true)`:                        "",
			`active eq false`:                                                     "ada",
			`urn:ietf:params:scim:schemas:core:2.0:User:userName sw "g"`:          "grace",
			`externalId pr and (userName eq "ada@example.test" or title eq "no")`: "ada",
		} {
			var names []string
			for _, u := range h.find(filter) {
				name, _, _ := strings.Cut(u.UserName, "@")
				names = append(names, name)
			}
			if len(names) == 2 && names[0] > names[1] {
				names[0], names[1] = names[1], names[0]
			}
			if got := strings.Join(names, " "); got != want {
				t.Errorf("%s: %q, want %q", filter, got, want)
			}
		}
		for _, wrong := range []string{`userName`, `userName eq`, `nothing eq "x"`, `active gt true`, `name eq "x"`, `userName eq "x" and`, strings.Repeat("x", 2000), `((((`} {
			h.refused("GET", "/Users?filter="+url.QueryEscape(wrong), nil, 400, "invalidFilter", "")
		}
		var list struct {
			TotalResults, StartIndex, ItemsPerPage int
			Resources                              []user
		}
		h.scim("GET", "/Users?startIndex=2&count=2", nil, 200, &list)
		if list.TotalResults != 4 || list.StartIndex != 2 || len(list.Resources) != 2 || list.Resources[0].ID != grace.ID {
			t.Errorf("a page: %+v", list)
		}
		for _, c := range []struct {
			query string
			want  int
		}{{"count=0", 0}, {"startIndex=99", 0}, {"startIndex=0", 4}, {"count=100000", 4}, {"startIndex=2&count=1&filter=userName+sw+%22g%22", 0}} {
			list.Resources = nil
			if h.scim("GET", "/Users?"+c.query, nil, 200, &list); len(list.Resources) != c.want {
				t.Errorf("%s: %d", c.query, len(list.Resources))
			}
		}
		if a := h.scim("GET", "/Users/"+grace.ID+"?attributes=userName,name.familyName", nil, 200, nil); strings.Contains(a.Body, "emails") || strings.Contains(a.Body, "givenName") || !strings.Contains(a.Body, "familyName") {
			t.Errorf("attributes that were asked for: %s", a.Body)
		}
		if a := h.scim("GET", "/Users/"+grace.ID+"?excludedAttributes=emails", nil, 200, nil); strings.Contains(a.Body, "emails") || !strings.Contains(a.Body, "userName") {
			t.Errorf("attributes that were not: %s", a.Body)
		}
	})
}

func TestChangesComeInTheFormsThatIdentityProvidersSend(t *testing.T) {
	t.Parallel()
	h := open(t)
	const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	for i, c := range []struct{ operations, want string }{
		{`[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"new@example.test"}]`, `"emails":[{"primary":true,"type":"work","value":"new@example.test"}]`},
		{`[{"op":"Add","path":"emails[type eq \"home\"].value","value":"home@example.test"}]`, `{"type":"home","value":"home@example.test"}`},
		{`[{"op":"add","path":"emails","value":[{"value":"main@example.test","type":"other","primary":true}]}]`, `{"primary":false,"type":"work"`},
		{`[{"op":"replace","path":"name.familyName","value":"Lovelace"}]`, `"name":{"familyName":"Lovelace"}`},
		{`[{"op":"Replace","value":{"name.givenName":"Ada","displayName":"Ada L.","` + enterprise + `:department":"Sums"}}]`, `"department":"Sums"`},
		{`[{"op":"replace","value":{"` + enterprise + `":{"employeeNumber":"7"}}}]`, `"employeeNumber":"7"`},
		{`[{"op":"Add","path":"` + enterprise + `:department","value":"Sums"}]`, `"` + enterprise + `":{"department":"Sums"}`},
		{`[{"op":"Add","path":"` + enterprise + `:manager","value":"26118915"}]`, `"manager":{"value":"26118915"}`},
		{`[{"op":"add","path":"title","value":"Countess"}]`, `"title":"Countess"`},
		{`[{"op":"add","path":"addresses[type eq \"work\"].country","value":"GB"}]`, `"addresses":[{"country":"GB","type":"work"}]`},
		{`[{"op":"add","path":"nickName","value":"x"},{"op":"remove","path":"nickName"},{"op":"add","path":"locale","value":"en"}]`, `"locale":"en"`},
		{`[{"op":"replace","path":"externalId","value":"e-9"}]`, `"externalId":"e-9"`},
		{`[{"op":"replace","path":"userName","value":"ada"}]`, `"userName":"ada"`},
		{`[{"op":"add","path":"phoneNumbers","value":[{"value":"1","type":"work"},{"value":"2","type":"home"}]},{"op":"remove","path":"phoneNumbers[type eq \"work\"]"}]`, `"phoneNumbers":[{"type":"home","value":"2"}]`},
		{`[{"op":"remove","path":"phoneNumbers"}]`, `"userName"`},
	} {
		u := h.add("Somebody", fmt.Sprintf("p%d@example.test", i), "")
		if a := h.scim("PATCH", "/Users/"+u.ID, patch(c.operations), 200, nil); !strings.Contains(a.Body, c.want) {
			t.Errorf("%s: %s", c.operations, a.Body)
		}
	}
	u := h.add("Somebody", "last@example.test", "")
	for _, c := range []struct{ body, kind string }{
		{`{`, "invalidSyntax"},
		{`{"Operations":[{"op":"replace","path":"title","value":"x"}]}`, "invalidValue"},
		{patch(`[]`), "invalidValue"},
		{patch(`[{"op":"move","path":"title","value":"x"}]`), "invalidValue"},
		{patch(`[{"op":"replace","path":"nothing","value":"x"}]`), "invalidPath"},
		{patch(`[{"op":"replace","path":"emails[","value":"x"}]`), "invalidPath"},
		{patch(`[{"op":"remove"}]`), "noTarget"},
		{patch(`[{"op":"replace","path":"active","value":"perhaps"}]`), "invalidValue"},
		{patch(`[{"op":"remove","path":"userName"}]`), "invalidValue"},
		{patch(`[{"op":"replace","path":"userName","value":""}]`), "invalidValue"},
		{patch(`[{"op":"replace","path":"emails[type eq \"work\"].value","value":"no address"}]`), "invalidValue"},
		{patch(`[{"op":"replace","path":"title","value":"a\u0000b"}]`), "invalidSyntax"},
	} {
		h.refused("PATCH", "/Users/"+u.ID, c.body, 400, c.kind, "")
	}
	h.refused("PATCH", "/Users/"+u.ID, patch(`[{"op":"replace","path":"userName","value":"p3@example.test"}]`), 409, "uniqueness", "")
	h.refused("PATCH", "/Users/"+u.ID, patch(`[{"op":"replace","path":"title","value":"`+strings.Repeat("x", 1<<20)+`"}]`), 413, "", "larger")
	h.refused("PATCH", "/Users/none", patch(`[{"op":"replace","path":"title","value":"x"}]`), 404, "", "")
	h.refused("POST", "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"no address"}`, 400, "invalidValue", "emails")
}

func TestWhatTheServerCanDoIsDescribed(t *testing.T) {
	t.Parallel()
	h := open(t)
	var can struct {
		Patch, Filter, Bulk   struct{ Supported bool }
		AuthenticationSchemes []struct{ Type string }
	}
	h.scim("GET", "/ServiceProviderConfig", nil, 200, &can)
	if !can.Patch.Supported || !can.Filter.Supported || can.Bulk.Supported || can.AuthenticationSchemes[0].Type != "oauthbearertoken" {
		t.Errorf("%+v", can)
	}
	if a := h.scim("GET", "/ResourceTypes", nil, 200, nil); !strings.Contains(a.Body, `"endpoint":"/Users"`) {
		t.Errorf("%s", a.Body)
	}
	h.scim("GET", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", nil, 200, nil)
	h.refused("GET", "/Nothing", nil, 404, "", "")
	h.refused("GET", "/Me", nil, 501, "", "")
}

func TestAnIdentityProviderThatIsTooQuickWaits(t *testing.T) {
	t.Parallel()
	h := open(t, stoatest.WithLimits())
	for range 25 * 60 {
		if a := h.Call(h.token, "GET", "/scim/v2/ServiceProviderConfig", nil); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	a := h.scim("GET", "/Users", nil, 429, nil)
	if a.Header.Get("Retry-After") == "" || !json.Valid([]byte(a.Body)) {
		t.Errorf("%v %s", a.Header, a.Body)
	}
}
