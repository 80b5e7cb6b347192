package scim

import (
	"maps"
	"net/http"
	"strconv"

	"github.com/elimity-com/scim"
	"github.com/elimity-com/scim/optional"
	"github.com/elimity-com/scim/schema"

	"github.com/stoachat/stoa/internal/chat"
)

// users answers about people.
type users struct {
	a          *API
	core       schema.Schema
	enterprise schema.Schema
}

func userType(a *API) scim.ResourceType {
	h := &users{a, schema.CoreUserSchema(), schema.ExtensionEnterpriseUser()}
	return scim.ResourceType{
		ID: optional.NewString("User"), Name: "User", Description: optional.NewString("An account"), Endpoint: "/Users",
		Schema: h.core, SchemaExtensions: []scim.SchemaExtension{{Schema: h.enterprise}}, Handler: h,
	}
}

// Create makes an account. spec: RFC 7644, 3.3
func (h *users) Create(r *http.Request, attributes scim.ResourceAttributes) (scim.Resource, error) {
	c := callerOf(r)
	v, err := provisionOf(c, tidy(attributes, h.core), nil)
	if err != nil {
		return scim.Resource{}, err
	}
	u, err := h.a.c.Chat.ProvisionNew(r.Context(), c.p, v)
	return h.answer(r, u, err)
}

// Get answers one account. spec: RFC 7644, 3.4.1
func (h *users) Get(r *http.Request, id string) (scim.Resource, error) {
	u, err := h.find(r, id)
	return h.answer(r, u, err)
}

// GetAll answers accounts, those of a filter. spec: RFC 7644, 3.4.2
func (h *users) GetAll(r *http.Request, params scim.ListRequestParams) (scim.Page, error) {
	if params.FilterValidator == nil {
		// A page of none asks how many there are.
		found, total, err := h.a.c.Chat.ProvisionedUsers(r.Context(), chat.ProvisionFilter{Offset: params.StartIndex - 1, Limit: max(1, params.Count)})
		if err != nil {
			return scim.Page{}, h.a.fail(r, err)
		}
		page, err := h.resources(r, found[:min(len(found), params.Count)], nil)
		return scim.Page{TotalResults: total, Resources: page}, err
	}
	c := conditionOf(params.FilterValidator, h.core, h.enterprise)
	found, _, err := h.a.c.Chat.ProvisionedUsers(r.Context(), userFilter(c.equals()))
	if err != nil {
		return scim.Page{}, h.a.fail(r, err)
	}
	all, err := h.resources(r, found, &c)
	if err != nil {
		return scim.Page{}, err
	}
	return pageOf(all, params), nil
}

// userFilter is what of a filter the database looks up.
func userFilter(equals map[string]string) chat.ProvisionFilter {
	f := chat.ProvisionFilter{UserName: equals["username"], ExternalID: equals["externalid"]}
	if id, err := strconv.ParseInt(equals["id"], 10, 64); err == nil {
		f.ID = id
	}
	return f
}

// only is the resource that was asked for, of those that are shown.
func only(all []scim.Resource, err error) (scim.Resource, error) {
	if err != nil {
		return scim.Resource{}, err
	}
	return all[0], nil
}

func pageOf(all []scim.Resource, params scim.ListRequestParams) scim.Page {
	first := min(params.StartIndex-1, len(all))
	last := min(first+params.Count, len(all))
	return scim.Page{TotalResults: len(all), Resources: all[first:last]}
}

// Replace makes an account what is described. spec: RFC 7644, 3.5.1
func (h *users) Replace(r *http.Request, id string, attributes scim.ResourceAttributes) (scim.Resource, error) {
	u, err := h.find(r, id)
	if err != nil {
		return scim.Resource{}, h.a.fail(r, err)
	}
	return h.change(r, u, tidy(attributes, h.core))
}

// Patch changes an account. spec: RFC 7644, 3.5.2
func (h *users) Patch(r *http.Request, id string, operations []scim.PatchOperation) (scim.Resource, error) {
	u, err := h.find(r, id)
	if err != nil {
		return scim.Resource{}, h.a.fail(r, err)
	}
	doc, err := documentOf(u)
	if err == nil {
		err = patched(doc, operations, h.core, h.enterprise)
	}
	if err != nil {
		return scim.Resource{}, h.a.fail(r, err)
	}
	return h.change(r, u, doc)
}

func (h *users) change(r *http.Request, u chat.ProvisionedUser, doc document) (scim.Resource, error) {
	c := callerOf(r)
	v, err := provisionOf(c, doc, &u.User)
	if err == nil {
		err = h.mine(r, u.User)
	}
	if err == nil {
		u, err = h.a.c.Chat.ProvisionKnown(r.Context(), c.p, u.ID, v)
	}
	return h.answer(r, u, err)
}

// Delete deactivates an account: what they said stays. spec: RFC 7644, 3.6
func (h *users) Delete(r *http.Request, id string) error {
	c := callerOf(r)
	u, err := h.find(r, id)
	if err == nil {
		err = h.mine(r, u.User)
	}
	if err == nil {
		err = h.a.c.Chat.Deprovision(r.Context(), c.p, u.ID, chat.Vouch{Origin: c.by.Origin(), By: c.by.Name})
	}
	if err != nil {
		return h.a.fail(r, err)
	}
	return nil
}

// mine refuses to change whom a directory keeps: it would change them back.
func (h *users) mine(r *http.Request, u chat.User) error {
	keeper, err := h.a.c.Sources.Keeper(r.Context(), u.ID)
	if err == nil && keeper != "" {
		return chat.Errorf(chat.Forbidden, "The account of %s is kept by the directory %s", u.Name, keeper)
	}
	return err
}

func (h *users) find(r *http.Request, id string) (chat.ProvisionedUser, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n <= 0 {
		return chat.ProvisionedUser{}, chat.Errorf(chat.NotFound, "There is no such user")
	}
	return h.a.c.Chat.Provisioned(r.Context(), n)
}

func (h *users) answer(r *http.Request, u chat.ProvisionedUser, err error) (scim.Resource, error) {
	if err != nil {
		return scim.Resource{}, h.a.fail(r, err)
	}
	return only(h.resources(r, []chat.ProvisionedUser{u}, nil))
}

// resources shows those accounts for which a condition holds.
func (h *users) resources(r *http.Request, found []chat.ProvisionedUser, c *condition) ([]scim.Resource, error) {
	wanted := wantedOf(r)
	shown := []scim.Resource{}
	groups, err := h.groupsOf(r, found)
	if err != nil {
		return nil, h.a.fail(r, err)
	}
	for _, u := range found {
		doc, err := documentOf(u, groups[u.ID]...)
		if err != nil {
			return nil, h.a.fail(r, err)
		}
		if c != nil {
			asked := maps.Clone(doc)
			asked[schema.CommonAttributeID] = strconv.FormatInt(u.ID, 10)
			if ok, err := c.holds(asked); err != nil {
				return nil, err
			} else if !ok {
				continue
			}
		}
		v := resourceOf(u, doc)
		wanted.keep(v.Attributes)
		shown = append(shown, v)
	}
	return shown, nil
}

// groupsOf shows in which groups people are.
func (h *users) groupsOf(r *http.Request, found []chat.ProvisionedUser) (map[int64][]document, error) {
	ids := make([]int64, len(found))
	for i, u := range found {
		ids[i] = u.ID
	}
	c := callerOf(r)
	groups, err := h.a.c.Chat.ProvisionedGroupsOf(r.Context(), c.by.Origin(), ids)
	shown := make(map[int64][]document, len(groups))
	for id, in := range groups {
		for _, g := range in {
			n := strconv.FormatInt(g.ID, 10)
			shown[id] = append(shown[id], document{"value": n, "display": g.Name, "type": "direct", "$ref": h.a.c.Base + Route + "/Groups/" + n})
		}
	}
	return shown, err
}
