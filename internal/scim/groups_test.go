package scim_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

type group struct {
	ID, DisplayName, ExternalID string
	Members                     []struct{ Value, Display, Type string }
	Meta                        struct{ ResourceType, Location string }
}

func (g group) who() string {
	var names []string
	for _, m := range g.Members {
		names = append(names, m.Display)
	}
	return strings.Join(names, ", ")
}

func members(of ...user) string {
	var all []string
	for _, u := range of {
		all = append(all, fmt.Sprintf(`{"value":%q,"$ref":null}`, u.ID))
	}
	return "[" + strings.Join(all, ",") + "]"
}

func (h *house) addGroup(name string, of ...user) group {
	h.t.Helper()
	var g group
	h.scim("POST", "/Groups", fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":%q,"externalId":"x-%s","members":%s}`, name, name, members(of...)), 201, &g)
	return g
}

// role is what somebody may do here.
func (h *house) role(u user) string {
	h.t.Helper()
	var p struct{ Role string }
	h.page("GET", "/api/admin/users/"+u.ID, "", 200).JSON(h.t, &p)
	return p.Role
}

func TestGroupsAreKeptAndChanged(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h *house) {
		ada, bo := h.add("Ada", "ada@example.test", ""), h.add("Bo", "bo@example.test", "")
		g := h.addGroup("Crew", ada)
		if g.who() != "Ada" || g.Meta.Location != h.URL+"/scim/v2/Groups/"+g.ID {
			t.Errorf("made: %+v", g)
		}
		for _, c := range []struct{ operations, want string }{
			{`[{"op":"Add","path":"members","value":` + members(bo) + `}]`, "Ada, Bo"},
			{`[{"op":"Add","path":"members","value":` + members(bo, ada) + `}]`, "Ada, Bo"},
			{`[{"op":"Remove","path":"members","value":` + members(ada) + `}]`, "Bo"},
			{`[{"op":"remove","path":"members[value eq \"` + bo.ID + `\"]"},{"op":"add","path":"members","value":` + members(ada) + `}]`, "Ada"},
			{`[{"op":"replace","path":"members","value":` + members(ada, bo) + `}]`, "Ada, Bo"},
			{`[{"op":"remove","path":"members"}]`, ""},
			{`[{"op":"replace","value":{"id":"` + g.ID + `","displayName":"Team","members":` + members(bo) + `}}]`, "Bo"},
		} {
			var after group
			if h.scim("PATCH", "/Groups/"+g.ID, patch(c.operations), 200, &after); after.who() != c.want {
				t.Errorf("%s: %s", c.operations, after.who())
			}
		}
		var after group
		if h.scim("GET", "/Groups/"+g.ID+"?excludedAttributes=members", nil, 200, &after); after.DisplayName != "Team" || after.Members != nil {
			t.Errorf("without members: %+v", after)
		}
		var u user
		if h.scim("GET", "/Users/"+bo.ID, nil, 200, &u); len(u.Groups) != 1 || u.Groups[0].Display != "Team" {
			t.Errorf("Bo is in %+v", u.Groups)
		}
		h.addGroup("Others", ada)
		for filter, want := range map[string]int{
			`displayName eq "team"`: 1, `externalId eq "x-Crew"`: 1, `members.value eq "` + bo.ID + `"`: 1, `members[value eq "` + ada.ID + `"]`: 1,
			`displayName eq "Crew"`: 0, `displayName co "e"`: 2, `id eq "` + g.ID + `" and displayName sw "T"`: 1,
		} {
			var list struct{ TotalResults int }
			if h.scim("GET", "/Groups?filter="+url.QueryEscape(filter), nil, 200, &list); list.TotalResults != want {
				t.Errorf("%s: %d, want %d", filter, list.TotalResults, want)
			}
		}
		h.refused("POST", "/Groups", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"OTHERS"}`, 409, "uniqueness", "OTHERS")
		h.refused("POST", "/Groups", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":" "}`, 400, "invalidValue", "displayName")
		h.refused("PATCH", "/Groups/"+g.ID, patch(`[{"op":"add","path":"members","value":[{"value":"4711"}]}]`), 400, "invalidValue", "4711")
		h.refused("PATCH", "/Groups/"+g.ID, patch(`[{"op":"add","path":"members","value":[{"value":"1","type":"Group"}]}]`), 400, "invalidValue", "Group")
		h.scim("PUT", "/Groups/"+g.ID, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Nobody"}`, 200, &group{})
		h.scim("DELETE", "/Groups/"+g.ID, nil, 204, nil)
		h.refused("GET", "/Groups/"+g.ID, nil, 404, "", "")
		h.refused("PATCH", "/Groups/"+g.ID, patch(`[{"op":"remove","path":"members"}]`), 404, "", "")
		h.page("PUT", "/api/admin/sign-in/provisioners/entra", `{"name":"Entra"}`, 200)
		h.token = h.newToken("entra")
		var list struct{ TotalResults int }
		if h.scim("GET", "/Groups", nil, 200, &list); list.TotalResults != 0 {
			t.Errorf("another provider sees %d of its groups", list.TotalResults)
		}
		h.refused("PATCH", "/Users/"+ada.ID, patch(`[{"op":"replace","path":"title","value":"x"}]`), 403, "", "another identity provider")
	})
}

func TestGroupsMakeAdministrators(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h *house) {
		ada, bo := h.add("Ada", "ada@example.test", ""), h.add("Bo", "bo@example.test", "")
		known, _ := h.User("Cy", "cy@example.test")
		g := h.addGroup("Chat admins", ada)
		if role := h.role(ada); role != "user" {
			t.Errorf("by a group that means nothing she is %s", role)
		}
		h.page("PUT", "/api/admin/sign-in/provisioners/okta", `{"name":"Okta","admins":["Chat admins"]}`, 200)
		check := func(what, a, b string) {
			t.Helper()
			if x, y := h.role(ada), h.role(bo); x != a || y != b {
				t.Errorf("%s: %s, %s", what, x, y)
			}
		}
		check("when the group is named", "administrator", "user")
		h.scim("PATCH", "/Groups/"+g.ID, patch(`[{"op":"replace","path":"members","value":`+members(bo)+`}]`), 200, nil)
		check("another member", "user", "administrator")
		h.scim("PATCH", "/Groups/"+g.ID, patch(`[{"op":"replace","path":"displayName","value":"Others"}]`), 200, nil)
		check("another name", "user", "user")
		h.scim("PATCH", "/Groups/"+g.ID, patch(`[{"op":"replace","value":{"displayName":"Chat admins"}}]`), 200, nil)
		h.scim("DELETE", "/Users/"+bo.ID, nil, 204, nil)
		if back := h.add("Bo", "bo@example.test", ""); h.role(back) != "user" {
			t.Error("who was taken away comes back as an administrator")
		}
		cy := user{ID: fmt.Sprint(known.ID)}
		h.scim("PATCH", "/Groups/"+g.ID, patch(`[{"op":"add","path":"members","value":`+members(cy, ada)+`}]`), 200, nil)
		if check("a third", "administrator", "user"); h.role(cy) != "user" {
			t.Error("a group makes an administrator of somebody whom the provider does not keep")
		}
		h.scim("PATCH", "/Users/"+cy.ID, patch(`[{"op":"add","path":"title","value":"Cook"}]`), 200, nil)
		if h.role(cy) != "administrator" {
			t.Error("whom it has taken over is none")
		}
		h.scim("DELETE", "/Groups/"+g.ID, nil, 204, nil)
		check("without the group", "user", "user")
		owner := h.find(fmt.Sprintf("userName eq %q", stoatest.AdminEmail))[0]
		h.addGroup("Chat admins", owner)
		if h.role(owner) != "owner" {
			t.Error("the owner is no owner")
		}
		h.page("DELETE", "/api/admin/sign-in/okta", "", 200)
		if person := h.page("GET", "/api/admin/users/"+ada.ID, "", 200).Body; !strings.Contains(person, `"comes_by":[]`) {
			t.Errorf("she is still kept: %s", person)
		}
	})
}

func TestNobodyNamesGroupsByWhichTheyWouldBeOutOfTheAdministration(t *testing.T) {
	t.Parallel()
	h := open(t)
	known, token := h.User("Cy", "cy@example.test")
	cy := user{ID: fmt.Sprint(known.ID)}
	h.page("PATCH", "/api/admin/users/"+cy.ID, `{"role":"administrator"}`, 200)
	h.scim("PATCH", "/Users/"+cy.ID, patch(`[{"op":"add","path":"title","value":"Cook"}]`), 200, nil)
	save := func(want int) {
		t.Helper()
		if a := h.Call(token, "PUT", "/api/admin/sign-in/provisioners/okta", `{"name":"Okta","admins":["Chat admins"]}`); a.Status != want {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	save(409)
	if role := h.role(cy); role != "administrator" {
		t.Errorf("Cy is %s", role)
	}
	h.addGroup("Chat admins", cy)
	save(200)
	if role := h.role(cy); role != "administrator" {
		t.Errorf("in the group Cy is %s", role)
	}
}
