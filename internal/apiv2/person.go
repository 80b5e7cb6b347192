package apiv2

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// person shows somebody: in full where expand asks for it and the caller could ask for the person directly, else as a
// stub. spec: auth, 13.
func (a *API) person(p *chat.Principal, u chat.User, g chat.Group, expand bool) hipchat.Person {
	if expand && viewsUsers(p) {
		return a.view.User(u, g).Person()
	}
	return hipchat.Person{UserStub: a.view.UserStub(u)}
}

// viewsUsers tells whether view_user would answer the caller.
func viewsUsers(p *chat.Principal) bool {
	return p.Has(hipchat.ScopeViewGroup) && slices.Contains(groupWide, p.Class) && (p.User == nil || !p.User.Guest)
}

// viewsRooms tells whether get_room would answer the caller.
func viewsRooms(p *chat.Principal) bool {
	return p.Has(hipchat.ScopeViewGroup) || p.Has(hipchat.ScopeViewRoom)
}

// fields is the parameter of that name: the members that a listed object is to have. spec: rest-v2, 1.7.
type fields []string

const maxFields = 50

func (q query) fields() (fields, error) {
	text := q.get("fields")
	if text == "" {
		return nil, nil
	}
	names := strings.Split(text, ",")
	if len(names) > maxFields {
		return nil, chat.Violates(&hipchat.Violation{Field: "fields", Rule: hipchat.RuleMaxLength, Value: text, Limit: maxFields})
	}
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
	return names, nil
}

// pick answers of v what was asked for, and its id; all of it when nothing was.
func (f fields) pick(v any) (any, error) {
	if f == nil {
		return v, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(b, &members); err != nil {
		return nil, err
	}
	for name := range members {
		if name != "id" && !slices.Contains(f, name) {
			delete(members, name)
		}
	}
	return members, nil
}

// slice cuts a page, and one more item where there is one, out of all items.
func slice[T any](all []T, p page) []T {
	all = all[min(p.start, len(all)):]
	return all[:min(p.max+1, len(all))]
}
