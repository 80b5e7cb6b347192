package apiv2

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/connect"
)

// kind is one of the six kinds of extension.
type kind struct {
	segment string // of the path
	page    string // in the names of the vendor's pages
	noun    string
	module  any // a value of its type
}

func kinds() []kind {
	return []kind{
		{hipchat.KindAction, "action", "an action", hipchat.Action{}},
		{hipchat.KindDialog, "dialog", "a dialog", hipchat.Dialog{}},
		{hipchat.KindExternalPage, "external_page", "an external page", hipchat.ExternalPage{}},
		{hipchat.KindGlance, "glance", "a glance", hipchat.Glance{}},
		{hipchat.KindWebPanel, "web_panel", "a web panel", hipchat.WebPanel{}},
		{hipchat.KindWebhook, "webhook", "a webhook", hipchat.WebhookRequest{}},
	}
}

// extensionRoutes are 36 methods that are all alike: six kinds, two places, three verbs. spec: rest-v2, 4.10.
func extensionRoutes() []Route {
	var all []Route
	for _, k := range kinds() {
		all = append(all, k.routes("/v2/extension/", "global", "for the whole group", nil, groupAddons)...)
		all = append(all, k.routes("/v2/room/{room}/extension/", "room", "in one room", scopes(hipchat.ScopeAdminRoom), addons)...)
	}
	return all
}

func (k kind) routes(prefix, place, where string, scopes []string, classes []chat.Class) []Route {
	pattern, page := prefix+k.segment+"/{key}", "_"+place+"_"+k.page
	read, answer := (*API).getExtension, k.module
	replace, remove := (*API).createExtension, (*API).deleteExtension
	since := hipchat.FeatureConnect
	if k.segment == hipchat.KindWebhook {
		read, answer = (*API).getKeyedWebhook, hipchat.Webhook{}
		since = hipchat.FeatureKeyedWebhooks
		replace, remove = (*API).createKeyedWebhook, (*API).deleteKeyedWebhook
	}
	return []Route{
		{Method: get, Pattern: pattern, Name: "get" + page, Scopes: scopes, Classes: classes,
			Summary: "Answers " + k.noun + " that the add-on has " + where + ".",
			Status:  http.StatusOK, Answer: answer, Since: since, handle: read},
		{Method: put, Pattern: pattern, Name: "create" + page, Scopes: scopes, Classes: classes,
			Summary: "Makes or replaces " + k.noun + " " + where + ".",
			Body:    k.module, Status: http.StatusCreated, Answer: hipchat.ExtensionCreated{}, Since: since, handle: replace},
		{Method: del, Pattern: pattern, Name: "delete" + page, Scopes: scopes, Classes: classes,
			Summary: "Removes " + k.noun + " that the add-on made " + where + ".",
			Status:  http.StatusNoContent, Since: since, handle: remove},
	}
}

// extension is what a request is about.
type extension struct {
	caller    *chat.Principal
	room      *chat.Room // nil: the whole group
	kind, key string
}

func (a *API) extension(r *http.Request) (extension, error) {
	e := extension{caller: auth.PrincipalFrom(r.Context()), key: r.PathValue("key")}
	segments := strings.Split(r.Pattern, "/")
	e.kind = segments[len(segments)-2]
	if r.PathValue("room") == "" {
		return e, nil
	}
	room, _, err := a.administered(r)
	e.room = &room
	return e, err
}

func (e extension) roomID() int64 {
	if e.room == nil {
		return 0
	}
	return e.room.ID
}

// self is the extension's address.
func (a *API) extensionURL(e extension) string {
	tail := "/extension/" + e.kind + "/" + url.PathEscape(e.key)
	if e.room == nil {
		return a.view.URL("/v2" + tail)
	}
	return a.view.RoomURL(e.room.ID) + tail
}

// getExtension answers a module as the add-on gave it.
// spec: rest-v2, get_room_glance and its siblings
func (a *API) getExtension(w http.ResponseWriter, r *http.Request) error {
	e, err := a.extension(r)
	if err != nil {
		return err
	}
	m, err := a.addons.Module(r.Context(), e.caller, e.roomID(), e.kind, e.key)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, m.Body)
	return nil
}

// createExtension makes a module or replaces it.
// spec: rest-v2, create_room_glance and its siblings
func (a *API) createExtension(w http.ResponseWriter, r *http.Request) error {
	e, err := a.extension(r)
	if err != nil {
		return err
	}
	module, err := e.module(r)
	if err != nil {
		return err
	}
	if err := a.addons.PutModule(r.Context(), e.caller, e.room, e.kind, e.key, module); err != nil {
		return err
	}
	a.answerCreated(w, r, e, e.key)
	return nil
}

// module reads the body and checks it by the rules for its kind.
func (e extension) module(r *http.Request) (json.RawMessage, error) {
	raw := json.RawMessage("{}")
	if err := decode(r, &raw); err != nil {
		return nil, err
	}
	return connect.KeyedModule(e.kind, e.key, raw)
}

func (a *API) answerCreated(w http.ResponseWriter, r *http.Request, e extension, id any) {
	self := a.extensionURL(e)
	w.Header().Set("Location", self)
	if e.room != nil {
		w.Header().Set("Location", a.asAsked(r, "/extension/"+e.kind+"/"+url.PathEscape(e.key)))
	}
	a.answer(w, http.StatusCreated, hipchat.ExtensionCreated{ID: id, Links: hipchat.Links{Self: self}})
}

// deleteExtension removes a module that the add-on made at run time.
// spec: rest-v2, delete_room_glance and its siblings
func (a *API) deleteExtension(w http.ResponseWriter, r *http.Request) error {
	e, err := a.extension(r)
	if err != nil {
		return err
	}
	if err := a.addons.DeleteModule(r.Context(), e.caller, e.room, e.kind, e.key); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// getKeyedWebhook answers a webhook that was registered with a key.
// spec: rest-v2, get_room_webhook, get_global_webhook
func (a *API) getKeyedWebhook(w http.ResponseWriter, r *http.Request) error {
	e, h, err := a.keyedWebhook(r)
	if err != nil {
		return err
	}
	item, err := a.fullWebhook(r, e.caller, e.room, h)
	if err != nil {
		return err
	}
	item.Links.Self = a.extensionURL(e)
	a.answer(w, http.StatusOK, item)
	return nil
}

func (a *API) keyedWebhook(r *http.Request) (extension, chat.Webhook, error) {
	e, err := a.extension(r)
	if err != nil {
		return e, chat.Webhook{}, err
	}
	h, ok, err := a.webhooks.FindKey(r.Context(), e.caller, e.roomID(), e.key)
	if err == nil && !ok {
		err = connect.NoModule(e.kind, e.key)
	}
	return e, h, err
}

// createKeyedWebhook registers a webhook under its key, or replaces it.
// spec: rest-v2, create_room_webhook, create_global_webhook; connect, 5.7
func (a *API) createKeyedWebhook(w http.ResponseWriter, r *http.Request) error {
	e, err := a.extension(r)
	if err != nil {
		return err
	}
	module, err := e.module(r)
	if err != nil {
		return err
	}
	var in hipchat.WebhookRequest
	if err := decodeJSON(module, &in); err != nil {
		return err
	}
	h, err := a.webhooks.Put(r.Context(), e.caller, e.roomID(), in)
	if err != nil {
		return err
	}
	a.answerCreated(w, r, e, h.ID)
	return nil
}

// deleteKeyedWebhook removes a webhook that the add-on made at run time.
// spec: rest-v2, delete_room_webhook, delete_global_webhook
func (a *API) deleteKeyedWebhook(w http.ResponseWriter, r *http.Request) error {
	e, h, err := a.keyedWebhook(r)
	if err != nil {
		return err
	}
	if err := a.webhooks.Remove(r.Context(), e.caller, h); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// spelled lets the kinds be written as wrappers guess them, in any case: web-panel, external_page. spec: rest-v2, 4.10.
func spelled(next http.Handler) http.Handler {
	canonical := make(map[string]string)
	for _, k := range kinds() {
		canonical[folded(k.segment)] = k.segment
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/extension/") {
			r = respelled(r, canonical)
		}
		next.ServeHTTP(w, r)
	})
}

func folded(segment string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(segment))
}

// respelled is the request with its kind in the canonical spelling.
func respelled(r *http.Request, canonical map[string]string) *http.Request {
	segments := strings.Split(r.URL.EscapedPath(), "/")
	at := len(segments) - 2
	if !(at == 3 && segments[2] == "extension" || at == 5 && segments[4] == "extension") {
		return r
	}
	name, ok := canonical[folded(segments[at])]
	if !ok || name == segments[at] {
		return r
	}
	segments[at] = name
	path := strings.Join(segments, "/")
	decoded, err := url.PathUnescape(path)
	if err != nil {
		return r
	}
	u, again := *r.URL, *r
	u.Path, u.RawPath = decoded, path
	again.URL = &u
	return &again
}
