package api

import (
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

var commandWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,49}$`) })

// createCommand makes a webhook of a word with a slash at the beginning of a message. spec: product, 11.3
func (a *API) createCommand(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Command string `json:"command"` // with or without the slash
		URL     string `json:"url"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	room, p, err := a.administered(r)
	if err != nil {
		return err
	}
	word := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(in.Command), "/"))
	switch {
	case !commandWord().MatchString(word):
		return chat.Violates(&hipchat.Violation{Field: "command", Rule: hipchat.RuleFormat, Value: hipchat.Abridge(in.Command), Expected: "a word of up to 50 letters, digits, - and _"})
	case !p.Level.Has(hipchat.FeatureWebhookOptions):
		return chat.Errorf(chat.Conflict, "At this server's compatibility level webhooks cannot wait for a word")
	}
	request := hipchat.WebhookRequest{Name: "/" + word, URL: strings.TrimSpace(in.URL), Event: "room_message", Pattern: `^/` + word + `(?:\s|$)`}
	made, err := a.c.Registrar.Register(r.Context(), p, room.ID, request)
	if err != nil {
		return err
	}
	found, err := a.c.Webhooks.Find(r.Context(), p, made.ID)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusCreated, a.webhook(found))
	return nil
}

// deleteWebhook ends a registration that was made here or by REST. An add-on's go with the add-on.
func (a *API) deleteWebhook(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	found, err := a.c.Webhooks.Find(r.Context(), p, id)
	switch {
	case err != nil:
		return err
	case found.InstallationID != 0:
		return chat.Errorf(chat.Conflict, "Webhook %d belongs to an add-on, and goes when that is removed", id)
	}
	room, err := a.c.Chat.RoomByID(r.Context(), p, found.RoomID)
	if err != nil {
		return err
	}
	if err := a.c.Chat.CanIntegrate(r.Context(), p, room); err != nil {
		return err
	}
	if err := a.c.Registrar.Remove(r.Context(), p, found.Webhook); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
