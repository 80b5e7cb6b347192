package apiv2

import (
	"net/http"
	"strconv"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func webhookRoutes() []Route {
	admin := scopes(hipchat.ScopeAdminRoom)
	return []Route{
		{Method: get, Pattern: "/v2/room/{room}/webhook", Name: "get_all_webhooks", Scopes: admin, Classes: everybody,
			Summary: "Lists the room's webhooks that the caller made.",
			Query:   paging(hipchat.DefaultResults), Expand: []string{"items"},
			Status: http.StatusOK, Answer: hipchat.List[hipchat.Webhook]{}, handle: (*API).getAllWebhooks},
		{Method: post, Pattern: "/v2/room/{room}/webhook", Name: "create_webhook", Scopes: admin, Classes: everybody,
			Summary: "Registers a webhook for one room.",
			Body:    hipchat.WebhookRequest{}, Status: http.StatusCreated, Answer: hipchat.Webhook{}, handle: (*API).createWebhook},
		{Method: get, Pattern: "/v2/room/{room}/webhook/{webhook}", Name: "get_webhook", Scopes: admin, Classes: everybody,
			Summary: "A webhook with its room and who made it.",
			Expand:  []string{"room", "creator"}, Status: http.StatusOK, Answer: hipchat.Webhook{}, handle: (*API).getWebhook},
		{Method: del, Pattern: "/v2/room/{room}/webhook/{webhook}", Name: "delete_webhook", Scopes: admin, Classes: everybody,
			Summary: "Removes a webhook; what it is still owed is dropped.",
			Status:  http.StatusNoContent, handle: (*API).deleteWebhook},
	}
}

// getAllWebhooks lists the room's webhooks that the caller registered.
// spec: rest-v2, get_all_webhooks
func (a *API) getAllWebhooks(w http.ResponseWriter, r *http.Request) error {
	room, p, err := a.administered(r)
	if err != nil {
		return err
	}
	q := queryOf(r)
	pg, err := q.page(hipchat.DefaultResults)
	if err != nil {
		return err
	}
	hooks, err := a.webhooks.List(r.Context(), p, room.ID)
	if err != nil {
		return err
	}
	items := make([]hipchat.Webhook, 0, len(hooks))
	for _, h := range hooks[min(pg.start, len(hooks)):] {
		items = append(items, a.webhookItem(h))
	}
	a.answer(w, http.StatusOK, listOf(a.asAsked(r, "/webhook"), q, pg, items[:min(pg.max+1, len(items))]))
	return nil
}

// createWebhook registers a webhook for one room.
// spec: rest-v2, create_webhook; connect, 5.7
func (a *API) createWebhook(w http.ResponseWriter, r *http.Request) error {
	room, p, err := a.administered(r)
	if err != nil {
		return err
	}
	var in hipchat.WebhookRequest
	if err := decode(r, &in); err != nil {
		return err
	}
	h, err := a.webhooks.Register(r.Context(), p, room.ID, in)
	if err != nil {
		return err
	}
	w.Header().Set("Location", a.asAsked(r, "/webhook/"+decimal(h.ID)))
	a.answer(w, http.StatusCreated, a.webhookItem(h))
	return nil
}

// getWebhook answers a registration with its room and who made it.
// spec: rest-v2, get_webhook
func (a *API) getWebhook(w http.ResponseWriter, r *http.Request) error {
	room, p, err := a.administered(r)
	if err != nil {
		return err
	}
	h, err := a.theWebhook(r, p, room)
	if err != nil {
		return err
	}
	item, err := a.fullWebhook(r, p, &room, h)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, item)
	return nil
}

// fullWebhook is a registration with its room, nil when it hears all rooms, and who made it, each in full where expand
// asks for it.
func (a *API) fullWebhook(r *http.Request, p *chat.Principal, room *chat.Room, h chat.Webhook) (hipchat.Webhook, error) {
	item := a.webhookItem(h)
	item.Created, item.Authentication = h.Created.UTC().Format(hipchat.EntityTimeLayout), hipchat.AuthenticationNone
	if h.JWT {
		item.Authentication = hipchat.AuthenticationJWT
	}
	if p.User != nil && h.UserID == p.User.ID {
		g, err := a.groups.Group(r.Context())
		if err != nil {
			return item, err
		}
		item.Creator = a.person(p, *p.User, g, queryOf(r).expands("creator"))
	} else if h.InstallationID != 0 {
		client, err := a.oauth.Client(r.Context(), h.InstallationID)
		if err != nil {
			return item, err
		}
		item.Creator = client
	}
	return item, a.fillRoom(r, room, &item)
}

func (a *API) fillRoom(r *http.Request, room *chat.Room, item *hipchat.Webhook) error {
	if room == nil {
		return nil
	}
	item.Room = &hipchat.Place{RoomStub: a.view.RoomStub(*room)}
	q := queryOf(r)
	if !q.expands("room") || !viewsRooms(auth.PrincipalFrom(r.Context())) {
		return nil
	}
	full, err := a.fullRoom(r.Context(), *room, q, "room.")
	*item.Room = full.Place()
	return err
}

// deleteWebhook removes a registration; what it is still owed is dropped.
// spec: rest-v2, delete_webhook
func (a *API) deleteWebhook(w http.ResponseWriter, r *http.Request) error {
	room, p, err := a.administered(r)
	if err != nil {
		return err
	}
	h, err := a.theWebhook(r, p, room)
	if err != nil {
		return err
	}
	if err := a.webhooks.Remove(r.Context(), p, h); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// administered answers the path's room if the caller may administer what integrates with it.
func (a *API) administered(r *http.Request) (chat.Room, *chat.Principal, error) {
	p := auth.PrincipalFrom(r.Context())
	room, err := a.chat.Room(r.Context(), p, r.PathValue("room"))
	if err != nil {
		return chat.Room{}, nil, err
	}
	return room, p, a.chat.CanIntegrate(r.Context(), p, room)
}

func (a *API) theWebhook(r *http.Request, p *chat.Principal, room chat.Room) (chat.Webhook, error) {
	missing := chat.Errorf(chat.NotFound, "Webhook not found: Webhook '%s' not found", hipchat.Abridge(r.PathValue("webhook")))
	id, err := strconv.ParseInt(r.PathValue("webhook"), 10, 64)
	if err != nil {
		return chat.Webhook{}, missing
	}
	h, ok, err := a.webhooks.Find(r.Context(), p, room.ID, id)
	if err == nil && !ok {
		err = missing
	}
	return h, err
}

func (a *API) webhookItem(h chat.Webhook) hipchat.Webhook {
	item := hipchat.Webhook{
		ID: h.ID, Key: h.Key, Name: h.Name, URL: h.URL, Event: h.Event,
		Links: hipchat.Links{Self: a.view.RoomURL(h.RoomID) + "/webhook/" + decimal(h.ID)},
	}
	if h.Pattern != "" {
		item.Pattern = &h.Pattern
	}
	return item
}
