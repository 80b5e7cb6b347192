package compat

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/stoachat/stoa/hipchat"
)

func notificationCase(ctx context.Context, h *host) ([]Finding, error) {
	a, err := h.send(ctx, http.MethodPost, h.inRoom("/notification"), map[string]any{"message": "by header", "message_format": "text", "color": "green"})
	if err != nil {
		return nil, err
	}
	b, err := h.raw(ctx, http.MethodPost, h.inRoom("/notification?auth_token="+url.QueryEscape(h.token)),
		http.Header{"Content-Type": {"application/json; charset=utf-8"}}, []byte(`{"message":"by query"}`))
	if err != nil {
		return nil, err
	}
	for _, a := range []answered{a, b} {
		if a.status != http.StatusNoContent || len(a.body) > 0 {
			return []Finding{found("notification-answer", a.request, a.line())}, nil
		}
	}
	return nil, nil
}

// formsSeen are bodies of notifications as clients were seen to send them.
func formsSeen() []string {
	return []string{
		`{"message":"x","color":"grey"}`, `{"message":"x","color":"","notify":"true","from":""}`,
		`{"message":"x","card":null,"room_id":7,"token":"x"}`, `{"message":"<a href=http://example.test>x</a><br/>"}`,
		`{"message":"` + strings.Repeat("m", 10000) + `","message_format":"text"}`,
		`{"message":"x","card":{"style":"application","id":"1","title":"t","description":"plain","format":"medium","date":1}}`,
		`{"message":"x","card":{"style":"application","id":"2","title":"t","description":{"value":"v","format":"text"},"attributes":[{"label":"l","value":{"label":"v","icon":"http://example.test/i.png"}}]}}`,
	}
}

func formsCase(ctx context.Context, h *host) ([]Finding, error) {
	for _, body := range formsSeen() {
		a, err := h.send(ctx, http.MethodPost, h.inRoom("/notification"), body)
		if err != nil {
			return nil, err
		}
		if a.status/100 != 2 {
			return []Finding{found("notification-refused", a.request, a.line(), "body: "+body[:min(len(body), 200)])}, nil
		}
	}
	return nil, nil
}

func limitsCase(ctx context.Context, h *host) ([]Finding, error) {
	for field, body := range map[string]string{
		"message": `{"message":"` + strings.Repeat("m", 10001) + `"}`, "color": `{"message":"x","color":"mauve"}`,
		"message_format": `{"message":"x","message_format":"markdown"}`,
	} {
		a, err := h.send(ctx, http.MethodPost, h.inRoom("/notification"), body)
		if err != nil {
			return nil, err
		}
		if a.status != http.StatusBadRequest {
			return []Finding{found("notification-unchecked", a.request, a.line(), "wanted 400 for the field "+field)}, nil
		}
		if f := badError(a); f != nil {
			return f, nil
		}
	}
	return nil, nil
}

var moment = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$`) })

func historyCase(ctx context.Context, h *host) ([]Finding, error) {
	if err := h.needs(hipchat.ScopeViewMessages); err != nil {
		return nil, err
	}
	said := "in history " + rand.Text()
	if _, err := h.send(ctx, http.MethodPost, h.inRoom("/notification"), map[string]any{"message": said, "message_format": "text", "color": "purple", "from": "Check"}); err != nil {
		return nil, err
	}
	for _, path := range []string{"/history?date=recent&max-results=100&format=JSON&timezone=UTC", "/history/latest?max-results=20"} {
		a, err := h.get(ctx, h.inRoom(path))
		if err != nil {
			return nil, err
		}
		if missing := badLine(a, said); missing != nil {
			return because("history-shape", a, missing), nil
		}
	}
	return nil, nil
}

// badLine names what is wrong with a line of the history.
func badLine(a answered, said string) []string {
	items, _ := member(a.object(), "items")
	list, _ := items.([]any)
	for _, item := range list {
		line, _ := item.(map[string]any)
		if line["message"] != said {
			continue
		}
		missing := lacks(line, "id", "date", "type", "message_format", "color", "from", "mentions")
		if date, _ := line["date"].(string); !moment().MatchString(date) {
			missing = append(missing, "a date like 2026-11-22T15:04:05.123456+00:00")
		}
		if line["type"] != "notification" || line["color"] != "purple" {
			missing = append(missing, "the type and the colour that it was posted with")
		}
		return missing
	}
	return []string{fmt.Sprintf("the notification %q", said)}
}

func roomCase(ctx context.Context, h *host) ([]Finding, error) {
	if !h.may(hipchat.ScopeViewRoom) && !h.may(hipchat.ScopeViewGroup) {
		return nil, h.needs(hipchat.ScopeViewRoom)
	}
	a, err := h.get(ctx, h.inRoom(""))
	if err != nil {
		return nil, err
	}
	missing := lacks(a.object(), "id", "name", "xmpp_jid", "topic", "privacy", "is_archived", "is_guest_accessible", "guest_access_url", "owner",
		"participants", "created", "last_active", "links.self", "links.webhooks", "statistics")
	if a.status != http.StatusOK || missing != nil {
		return because("room-shape", a, append(missing, fmt.Sprint("status ", a.status))), nil
	}
	for _, name := range []string{h.room.Name, strings.ToUpper(h.room.Name)} {
		again, err := h.get(ctx, "/v2/room/"+url.PathEscape(name))
		if err != nil {
			return nil, err
		}
		if id, _ := member(again.object(), "id"); again.status != http.StatusOK || id != float64(h.room.ID) {
			return []Finding{found("room-address", again.request, again.line())}, nil
		}
	}
	return nil, nil
}

func roomsCase(ctx context.Context, h *host) ([]Finding, error) {
	if h.session.Client != nil && h.session.Client.Room != nil {
		return nil, skip("the token is of one room")
	}
	if !h.may(hipchat.ScopeViewRoom) && !h.may(hipchat.ScopeViewGroup) {
		return nil, h.needs(hipchat.ScopeViewRoom)
	}
	a, err := h.get(ctx, "/v2/room?max-results=1&start-index=0&expand=items")
	if err != nil {
		return nil, err
	}
	if f := badList(a, 1); f != nil {
		return f, nil
	}
	if !h.made {
		return nil, nil
	}
	all, err := h.get(ctx, "/v2/room?max-results=1000")
	if err != nil {
		return nil, err
	}
	items, _ := member(all.object(), "items")
	if list, _ := items.([]any); len(list) > 1 {
		return because("list-shape", a, lacks(a.object(), "links.next")), nil
	}
	return badList(all, 1000), nil
}

func badList(a answered, most int) []Finding {
	missing := lacks(a.object(), "items", "startIndex", "maxResults", "links.self")
	items, _ := member(a.object(), "items")
	if list, ok := items.([]any); !ok || len(list) > most {
		missing = append(missing, fmt.Sprintf("at most %d items", most))
	}
	return because("list-shape", a, missing)
}

func messageCase(ctx context.Context, h *host) ([]Finding, error) {
	if err := h.needs(hipchat.ScopeSendMessage); err != nil {
		return nil, err
	}
	a, err := h.send(ctx, http.MethodPost, h.inRoom("/message"), map[string]any{"message": "said by the checker"})
	if err != nil {
		return nil, err
	}
	return made(a, false, "timestamp"), nil
}

func topicCase(ctx context.Context, h *host) ([]Finding, error) {
	if err := h.needs(hipchat.ScopeAdminRoom); err != nil {
		return nil, err
	}
	if !h.made {
		return nil, skip("the room is somebody's, and keeps its topic")
	}
	a, err := h.send(ctx, http.MethodPut, h.inRoom("/topic"), map[string]any{"topic": "checked"})
	if err != nil {
		return nil, err
	}
	return changed204(a), nil
}

func webhookCase(ctx context.Context, h *host) ([]Finding, error) {
	if err := h.needs(hipchat.ScopeAdminRoom); err != nil {
		return nil, err
	}
	a, err := h.send(ctx, http.MethodPost, h.inRoom("/webhook"), map[string]any{
		"url": "https://hooks.example.test/in?token=t&name=n", "event": "room_message", "pattern": "^/never-said-by-anybody", "name": "check"})
	if err != nil {
		return nil, err
	}
	if f := made(a, true, "links.self"); f != nil {
		return f, nil
	}
	id, _ := member(a.object(), "id")
	list, err := h.get(ctx, h.inRoom("/webhook"))
	if err != nil {
		return nil, err
	}
	gone, err := h.send(ctx, http.MethodDelete, h.inRoom(fmt.Sprintf("/webhook/%.0f", id)), nil)
	if err != nil {
		return nil, err
	}
	if f := append(badList(list, 1000), changed204(gone)...); f != nil {
		return f, nil
	}
	return h.fail(ctx, []mistake{
		{"GET", h.inRoom(fmt.Sprintf("/webhook/%.0f", id)), "Bearer " + h.token, "", 404},
		{"POST", h.inRoom("/webhook"), "Bearer " + h.token, `{"url":"https://user:pass@hooks.example.test/","event":"room_message"}`, 400},
		{"POST", h.inRoom("/webhook"), "Bearer " + h.token, `{"url":"https://hooks.example.test/","event":"room_dance"}`, 400},
	})
}

func roomLifeCase(ctx context.Context, h *host) ([]Finding, error) {
	if err := h.needs(hipchat.ScopeManageRooms, hipchat.ScopeAdminRoom); err != nil {
		return nil, err
	}
	name := "Check life " + strings.ToLower(rand.Text()[:8])
	a, err := h.send(ctx, http.MethodPost, "/v2/room", map[string]any{"name": name, "guest_access": false})
	if err != nil {
		return nil, err
	}
	if f := made(a, true, "links.self"); f != nil {
		return f, nil
	}
	id, _ := member(a.object(), "id")
	path := fmt.Sprintf("/v2/room/%.0f", id)
	twice, err := h.fail(ctx, []mistake{{"POST", "/v2/room", "Bearer " + h.token, `{"name":"` + name + `"}`, 400}})
	if err != nil {
		return nil, err
	}
	// A body-less DELETE with the type of a form, as hipchatter sends it. client-quirks, T7
	gone, err := h.raw(ctx, http.MethodDelete, path, http.Header{"Authorization": {"Bearer " + h.token}, "Content-Type": {"application/x-www-form-urlencoded"}}, nil)
	if err != nil {
		return nil, err
	}
	if f := append(twice, changed204(gone)...); f != nil {
		return f, nil
	}
	return h.fail(ctx, []mistake{{"GET", path, "Bearer " + h.token, "", 404}})
}
