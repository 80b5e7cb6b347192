package scim

import (
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/elimity-com/scim"
	scimerrors "github.com/elimity-com/scim/errors"
	"github.com/elimity-com/scim/optional"
	"github.com/elimity-com/scim/schema"

	"github.com/stoachat/stoa/internal/chat"
)

// groups answers about an identity provider's own groups.
type groups struct {
	a    *API
	core schema.Schema
}

func groupType(a *API) scim.ResourceType {
	h := &groups{a, schema.CoreGroupSchema()}
	return scim.ResourceType{
		ID: optional.NewString("Group"), Name: "Group", Description: optional.NewString("A group of people, which may make administrators"), Endpoint: "/Groups",
		Schema: h.core, Handler: h,
	}
}

// Create makes a group. spec: RFC 7644, 3.3
func (h *groups) Create(r *http.Request, attributes scim.ResourceAttributes) (scim.Resource, error) {
	c := callerOf(r)
	return h.set(r, chat.ProvisionedGroup{Origin: c.by.Origin()}, tidy(attributes, h.core))
}

// Get answers a group. spec: RFC 7644, 3.4.1
func (h *groups) Get(r *http.Request, id string) (scim.Resource, error) {
	g, err := h.find(r, id, wantedOf(r).wants("members"))
	if err != nil {
		return scim.Resource{}, h.a.fail(r, err)
	}
	return h.answer(r, g)
}

// GetAll answers groups, those of a filter. spec: RFC 7644, 3.4.2
func (h *groups) GetAll(r *http.Request, params scim.ListRequestParams) (scim.Page, error) {
	by := callerOf(r).by
	f := chat.ProvisionGroupFilter{Origin: by.Origin()}
	if params.FilterValidator == nil {
		f.Offset, f.Limit = params.StartIndex-1, max(1, params.Count)
		found, total, err := h.a.c.Chat.ProvisionedGroups(r.Context(), f, wantedOf(r).wants("members"))
		if err != nil {
			return scim.Page{}, h.a.fail(r, err)
		}
		page, err := h.resources(r, found[:min(len(found), params.Count)], nil)
		return scim.Page{TotalResults: total, Resources: page}, err
	}
	c := conditionOf(params.FilterValidator, h.core)
	equals := c.equals()
	f.Name, f.ExternalID = equals["displayname"], equals["externalid"]
	f.ID, _ = strconv.ParseInt(equals["id"], 10, 64)
	f.MemberID, _ = strconv.ParseInt(equals["members.value"], 10, 64)
	found, _, err := h.a.c.Chat.ProvisionedGroups(r.Context(), f, true)
	if err != nil {
		return scim.Page{}, h.a.fail(r, err)
	}
	all, err := h.resources(r, found, &c)
	if err != nil {
		return scim.Page{}, err
	}
	return pageOf(all, params), nil
}

// Replace makes a group what is described. spec: RFC 7644, 3.5.1
func (h *groups) Replace(r *http.Request, id string, attributes scim.ResourceAttributes) (scim.Resource, error) {
	g, err := h.find(r, id, true)
	if err != nil {
		return scim.Resource{}, h.a.fail(r, err)
	}
	return h.set(r, g, tidy(attributes, h.core))
}

// Patch changes a group. spec: RFC 7644, 3.5.2
func (h *groups) Patch(r *http.Request, id string, operations []scim.PatchOperation) (scim.Resource, error) {
	g, err := h.find(r, id, true)
	if err != nil {
		return scim.Resource{}, h.a.fail(r, err)
	}
	doc := groupDocument(g, nil)
	if err := patched(doc, operations, h.core); err != nil {
		return scim.Resource{}, h.a.fail(r, err)
	}
	return h.set(r, g, doc)
}

// Delete removes a group. Its members stay. spec: RFC 7644, 3.6
func (h *groups) Delete(r *http.Request, id string) error {
	c := callerOf(r)
	g, err := h.find(r, id, true)
	if err == nil {
		err = h.a.c.Chat.DeleteProvisionedGroup(r.Context(), c.p, g, c.by.Admins)
	}
	if err != nil {
		return h.a.fail(r, err)
	}
	return nil
}

// set makes a group what a document says.
func (h *groups) set(r *http.Request, g chat.ProvisionedGroup, doc document) (scim.Resource, error) {
	c, before := callerOf(r), g.Members
	members, err := membersOf(doc)
	if err != nil {
		return scim.Resource{}, err
	}
	g.Name, g.ExternalID, g.Members = text(doc, "displayName"), text(doc, "externalId"), members
	if g, err = h.a.c.Chat.SetProvisionedGroup(r.Context(), c.p, g, before, c.by.Admins); err != nil {
		return scim.Resource{}, h.a.fail(r, err)
	}
	return h.answer(r, g)
}

// membersOf are the ids of who is in a group, in order, each once.
func membersOf(doc document) ([]int64, error) {
	var ids []int64
	for _, e := range listOf(doc["members"]) {
		member, _ := e.(map[string]any)
		if kind := text(member, "type"); kind != "" && kind != "User" {
			return nil, invalid(scimerrors.ScimTypeInvalidValue, "members: people alone are in groups here, and no "+kind)
		}
		id, err := strconv.ParseInt(text(member, "value"), 10, 64)
		if err != nil || id <= 0 {
			return nil, invalid(scimerrors.ScimTypeInvalidValue, "members: there is no user "+strconv.Quote(text(member, "value")))
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

func (h *groups) find(r *http.Request, id string, members bool) (chat.ProvisionedGroup, error) {
	c := callerOf(r)
	none := chat.Errorf(chat.NotFound, "There is no such group")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n <= 0 {
		return chat.ProvisionedGroup{}, none
	}
	found, _, err := h.a.c.Chat.ProvisionedGroups(r.Context(), chat.ProvisionGroupFilter{Origin: c.by.Origin(), ID: n}, members)
	if err == nil && len(found) == 0 {
		err = none
	}
	if err != nil {
		return chat.ProvisionedGroup{}, err
	}
	return found[0], nil
}

func (h *groups) answer(r *http.Request, g chat.ProvisionedGroup) (scim.Resource, error) {
	return only(h.resources(r, []chat.ProvisionedGroup{g}, nil))
}

// resources shows those groups for which a condition holds.
func (h *groups) resources(r *http.Request, found []chat.ProvisionedGroup, c *condition) ([]scim.Resource, error) {
	wanted := wantedOf(r)
	people := map[int64]chat.User{}
	if wanted.wants("members") {
		var ids []int64
		for _, g := range found {
			ids = append(ids, g.Members...)
		}
		slices.Sort(ids)
		var err error
		if people, err = h.a.c.Chat.UsersByID(r.Context(), slices.Compact(ids)); err != nil {
			return nil, h.a.fail(r, err)
		}
	}
	shown := []scim.Resource{}
	for _, g := range found {
		doc := groupDocument(g, people)
		id := strconv.FormatInt(g.ID, 10)
		if c != nil {
			asked := maps.Clone(doc)
			asked[schema.CommonAttributeID] = id
			if ok, err := c.holds(asked); err != nil {
				return nil, err
			} else if !ok {
				continue
			}
		}
		for _, e := range listOf(doc["members"]) {
			member := e.(document)
			member["$ref"] = h.a.c.Base + Route + "/Users/" + text(member, "value")
		}
		v := scim.Resource{ID: id, Attributes: doc, Meta: scim.Meta{Created: &g.Created, LastModified: &g.Changed}}
		if g.ExternalID != "" {
			v.ExternalID = optional.NewString(g.ExternalID)
		}
		delete(doc, schema.CommonAttributeExternalID)
		wanted.keep(doc)
		shown = append(shown, v)
	}
	return shown, nil
}

// groupDocument is a group in SCIM's words, with the names of those who are known.
func groupDocument(g chat.ProvisionedGroup, people map[int64]chat.User) document {
	doc := document{"displayName": g.Name}
	if g.ExternalID != "" {
		doc[schema.CommonAttributeExternalID] = g.ExternalID
	}
	members := make([]any, 0, len(g.Members))
	for _, id := range g.Members {
		member := document{"value": strconv.FormatInt(id, 10), "type": "User"}
		if u, there := people[id]; there {
			member["display"] = u.Name
		}
		members = append(members, member)
	}
	put(doc, "members", members)
	return doc
}
