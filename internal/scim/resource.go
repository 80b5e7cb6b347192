package scim

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/mail"
	"strconv"
	"strings"

	"github.com/elimity-com/scim"
	scimerrors "github.com/elimity-com/scim/errors"
	"github.com/elimity-com/scim/optional"
	"github.com/elimity-com/scim/schema"

	"github.com/stoachat/stoa/internal/chat"
)

// maxResource is how much is kept of what is said of somebody, in bytes of JSON.
const maxResource = 64 << 10

func lower(s string) string { return strings.ToLower(s) }

func text(doc document, name string) string {
	s, _ := doc[name].(string)
	return strings.TrimSpace(s)
}

func object(doc document, name string) document {
	o, _ := doc[name].(map[string]any)
	return o
}

// mainEmail is the place of the address that an account gets: the primary one, else that for work, else the first; -1: there is none.
func mainEmail(doc document) (list []any, at int) {
	list, at = listOf(doc["emails"]), -1
	best := 0
	for i, e := range list {
		o, _ := e.(map[string]any)
		rank := 0
		switch {
		case text(o, "value") == "":
		case o["primary"] == true:
			rank = 3
		case strings.EqualFold(text(o, "type"), "work"):
			rank = 2
		default:
			rank = 1
		}
		if rank > best {
			best, at = rank, i
		}
	}
	return list, at
}

func emailOf(doc document) string {
	if list, at := mainEmail(doc); at >= 0 {
		return text(list[at].(map[string]any), "value")
	}
	if name := text(doc, "userName"); isAddress(name) {
		return name
	}
	return ""
}

func isAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

func nameOf(doc document) string {
	name := object(doc, "name")
	for _, s := range []string{text(doc, "displayName"), text(name, "formatted"), strings.TrimSpace(text(name, "givenName") + " " + text(name, "familyName"))} {
		if s != "" {
			return s
		}
	}
	return ""
}

// provisionOf is what a document makes of an account. before is the account as it is; nil: there is none.
func provisionOf(c caller, doc document, before *chat.User) (chat.Provision, error) {
	v := chat.Provision{
		Vouch: chat.Vouch{
			Origin: c.by.Origin(), By: c.by.Name, Name: nameOf(doc), Email: emailOf(doc), MentionName: text(doc, "nickName"), Title: cut(text(doc, "title"), 200),
		},
		UserName: text(doc, "userName"), ExternalID: text(doc, "externalId"), Active: true, Admins: c.by.Admins,
	}
	if before != nil {
		v.Active = !before.Deleted
		if v.Name == "" {
			v.Name = before.Name
		}
		if v.Title == "" {
			v.Title = before.Title
		}
	}
	if active, ok := doc["active"].(bool); ok {
		v.Active = active
	}
	switch {
	case v.UserName == "":
		return v, invalid(scimerrors.ScimTypeInvalidValue, "userName: required")
	case v.Email == "":
		return v, invalid(scimerrors.ScimTypeInvalidValue, "emails: an account here has an address, so send one, or a userName that is one")
	}
	kept := maps.Clone(doc)
	for _, known := range []string{"active", "groups", "password", "id", "meta", "schemas"} {
		delete(kept, known)
	}
	var err error
	if v.Resource, err = json.Marshal(kept); err != nil {
		return v, err
	}
	if len(v.Resource) > maxResource {
		return v, invalid(scimerrors.ScimTypeInvalidValue, fmt.Sprintf("A user is larger than %d bytes", maxResource))
	}
	return v, nil
}

func cut(s string, most int) string {
	r := []rune(s)
	return string(r[:min(len(r), most)])
}

// documentOf is an account as its identity provider describes it, with what is different here put right.
func documentOf(u chat.ProvisionedUser, groups ...document) (document, error) {
	doc := document{}
	if len(u.Provisioned.Resource) > 0 {
		if err := json.Unmarshal(u.Provisioned.Resource, &doc); err != nil {
			return nil, fmt.Errorf("resource of user %d: %w", u.ID, err)
		}
	}
	if text(doc, "userName") == "" {
		doc["userName"] = u.Email
	}
	if nameOf(doc) != u.Name {
		doc["displayName"] = u.Name
	}
	if list, at := mainEmail(doc); at < 0 {
		doc["emails"] = append(list, document{"value": u.Email, "type": "work", "primary": true})
	} else if e := list[at].(map[string]any); !strings.EqualFold(text(e, "value"), u.Email) {
		e["value"] = u.Email
	}
	if u.Title != "" && cut(text(doc, "title"), 200) != u.Title {
		doc["title"] = u.Title
	}
	doc["active"] = !u.Deleted
	if len(groups) > 0 {
		all := make([]any, len(groups))
		for i, g := range groups {
			all[i] = g
		}
		doc["groups"] = all
	}
	return doc, nil
}

func resourceOf(u chat.ProvisionedUser, doc document) scim.Resource {
	created, changed := u.Created, u.Provisioned.Changed
	if changed.IsZero() {
		changed = created
	}
	v := scim.Resource{ID: strconv.FormatInt(u.ID, 10), Attributes: doc, Meta: scim.Meta{Created: &created, LastModified: &changed}}
	if external := text(doc, schema.CommonAttributeExternalID); external != "" {
		v.ExternalID = optional.NewString(external)
	}
	delete(doc, schema.CommonAttributeExternalID)
	return v
}
