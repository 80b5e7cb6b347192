package api

import (
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/hook"
	"github.com/stoachat/stoa/internal/shape"
)

// templateView is how what comes to a token's hook address is said.
type templateView struct {
	Source    string     `json:"source"` // empty: as it is built in
	Formats   []string   `json:"formats"`
	Keep      bool       `json:"keep_payloads"`
	Changed   *time.Time `json:"changed"`
	ChangedBy *int64     `json:"changed_by"`
	Failure   string     `json:"failure,omitempty"` // why it was not used the last time
	Failed    *time.Time `json:"failed"`
}

func showTemplate(t chat.HookTemplate) templateView {
	v := templateView{Source: t.Source, Formats: append([]string{}, t.Formats...), Keep: t.Keep, ChangedBy: orNull(t.ChangedBy), Failure: t.Failure}
	if !t.Changed.IsZero() && t.Changed.UnixMicro() != 0 {
		v.Changed = &t.Changed
	}
	if t.Failure != "" {
		v.Failed = &t.Failed
	}
	return v
}

func (a *API) getHookTemplate(w http.ResponseWriter, r *http.Request) error {
	t, err := a.hookToken(r)
	if err != nil {
		return err
	}
	now, err := a.c.Templates.Of(r.Context(), t.ID)
	if err == nil {
		a.answer(w, http.StatusOK, showTemplate(now))
	}
	return err
}

func (a *API) setHookTemplate(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Source  string   `json:"source"`
		Formats []string `json:"formats"`
		Keep    *bool    `json:"keep_payloads"` // missing: as it is
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	t, err := a.hookToken(r)
	if err != nil {
		return err
	}
	was, err := a.c.Templates.Of(r.Context(), t.ID)
	if err != nil {
		return err
	}
	if in.Keep != nil {
		was.Keep = *in.Keep
	}
	now, err := a.c.Templates.Set(r.Context(), t, in.Source, in.Formats, was.Keep)
	if err == nil {
		a.answer(w, http.StatusOK, showTemplate(now))
	}
	return err
}

// payloadView is a request that came to a hook, without what is secret in its headers.
type payloadView struct {
	ID       int64             `json:"id"`
	Received time.Time         `json:"received"`
	Format   string            `json:"format"`
	Header   map[string]string `json:"header"`
	Body     string            `json:"body"`
}

func showPayload(p hook.Payload) payloadView {
	v := payloadView{ID: p.ID, Received: p.Received, Format: p.Format, Header: map[string]string{}, Body: p.Body}
	for name, values := range p.Header {
		v.Header[name] = strings.Join(values, ", ")
	}
	return v
}

func (a *API) listHookPayloads(w http.ResponseWriter, r *http.Request) error {
	t, err := a.hookToken(r)
	if err != nil {
		return err
	}
	list, err := a.c.Templates.Payloads(r.Context(), t.ID)
	if err == nil {
		a.answer(w, http.StatusOK, listOf(list, showPayload))
	}
	return err
}

// rehearsalView is what a template makes of a payload: the event as the room would show it, although it is in none.
type rehearsalView struct {
	Event   chat.Event     `json:"event"`
	Format  string         `json:"format"`
	Key     string         `json:"key"`
	State   string         `json:"state"`
	Problem *shape.Problem `json:"problem"`         // why the template is not used, and event is as it is built in
	Guess   string         `json:"guess,omitempty"` // a template to begin with
}

func (a *API) previewHookTemplate(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Source string            `json:"source"`
		Header map[string]string `json:"header"`
		Body   string            `json:"body"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if len(in.Body) > hook.MaxPayload {
		return chat.Violates(&hipchat.Violation{Field: "body", Rule: hipchat.RuleMaxLength, Expected: strconv.Itoa(hook.MaxPayload) + " bytes"})
	}
	if len(in.Header) > maxPreviewHeaders {
		return chat.Violates(&hipchat.Violation{Field: "header", Rule: hipchat.RuleMaxLength, Expected: strconv.Itoa(maxPreviewHeaders) + " headers"})
	}
	t, err := a.hookToken(r)
	if err != nil {
		return err
	}
	request := format.Request{Header: http.Header{}, Body: []byte(in.Body)}
	for name, v := range in.Header {
		request.Header.Set(textproto.TrimString(name), v)
	}
	v, err := a.c.Templates.Preview(r.Context(), in.Source, request)
	if err != nil {
		return err
	}
	return a.answerRehearsal(w, r, t, v)
}

const maxPreviewHeaders = 100

// answerRehearsal shows a message as if the token had posted it.
func (a *API) answerRehearsal(w http.ResponseWriter, r *http.Request, t chat.Token, v hook.Preview) error {
	in, err := v.Message.Notification()
	if err != nil {
		return err
	}
	p, err := a.c.Tokens.Principal(r.Context(), t)
	if err != nil {
		return err
	}
	e, err := a.c.Chat.Rehearse(r.Context(), p, chat.ToRoom(strconv.FormatInt(t.RoomID, 10)), chat.NotificationDraft(in))
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, rehearsalView{e, v.Message.Format, v.Message.Key, v.Message.State, v.Problem, v.Guess})
	return nil
}

// listShippedTemplates answers what there is to begin with, and what a template may call.
func (a *API) listShippedTemplates(w http.ResponseWriter, r *http.Request) error {
	shipped, err := shape.AllShipped()
	if err == nil {
		a.answer(w, http.StatusOK, struct {
			Templates []shape.Shipped  `json:"templates"`
			Functions []shape.Function `json:"functions"`
			Fields    []string         `json:"fields"`
			Formats   []string         `json:"formats"`
		}{shipped, shape.Functions(), shape.Fields(), format.Names()})
	}
	return err
}
