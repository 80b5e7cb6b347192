package apiv2

import (
	"net/http"
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Route is one documented method.
type Route struct {
	Method  string
	Pattern string
	Name    string       // the vendor's page: www.hipchat.com/docs/apiv2/method/<name>
	Scopes  []string     // any one suffices; none: any token
	Classes []chat.Class // who may call
	Open    bool         // needs no token
	Floods  bool         // counts against the room's flood window

	handle func(*API, http.ResponseWriter, *http.Request) error
}

// permits checks the caller's class and scopes. spec: auth, 4.2, 9.
func (rt Route) permits(p *chat.Principal) error {
	if len(rt.Scopes) > 0 && !slices.ContainsFunc(rt.Scopes, p.Has) {
		// Python's notation of a list, which scripts match. spec: auth, 9.
		return chat.Errorf(chat.Forbidden, "This action requires one of the following scopes: [u'%s']", strings.Join(rt.Scopes, "', u'"))
	}
	if !slices.Contains(rt.Classes, p.Class) {
		return chat.Errorf(chat.Forbidden, "%s", classAdvice(rt.Classes))
	}
	return nil
}

func classAdvice(allowed []chat.Class) string {
	if len(allowed) == 1 && allowed[0] == chat.ClassUser {
		return "Only a user token may use this method: a personal token, or one from the authorization_code, refresh_token or password grant"
	}
	if !slices.Contains(allowed, chat.ClassUser) {
		return "Only an add-on's token may use this method"
	}
	return "A token that is bound to one room may not use this method"
}

var (
	everybody = []chat.Class{chat.ClassGroupClient, chat.ClassRoomClient, chat.ClassUser}
	groupWide = []chat.Class{chat.ClassGroupClient, chat.ClassUser}
	people    = []chat.Class{chat.ClassUser}
)

// Routes is the table of all methods that work. spec: endpoints; auth, 4.2.
func Routes() []Route {
	const (
		get, post, put, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete

		viewGroup, viewRoom, viewMessages = hipchat.ScopeViewGroup, hipchat.ScopeViewRoom, hipchat.ScopeViewMessages
		adminGroup, adminRoom, manage     = hipchat.ScopeAdminGroup, hipchat.ScopeAdminRoom, hipchat.ScopeManageRooms
		notify, send                      = hipchat.ScopeSendNotification, hipchat.ScopeSendMessage
	)
	any := func(scopes ...string) []string { return scopes }
	return []Route{
		{Method: get, Pattern: "/v2/capabilities", Name: "get_capabilities", Open: true, handle: (*API).getCapabilities},
		{Method: get, Pattern: "/v2/health-check", Name: "health_check", Open: true, handle: (*API).healthCheck},

		{Method: post, Pattern: "/v2/oauth/token", Name: "generate_token", Open: true, handle: (*API).generateToken},
		{Method: get, Pattern: "/v2/oauth/token/{token}", Name: "get_session", Classes: everybody, handle: (*API).getSession},
		{Method: del, Pattern: "/v2/oauth/token/{token}", Name: "delete_session", Classes: everybody, handle: (*API).deleteSession},

		{Method: get, Pattern: "/v2/room", Name: "get_all_rooms", Scopes: any(viewGroup, viewRoom), Classes: groupWide, handle: (*API).getAllRooms},
		{Method: post, Pattern: "/v2/room", Name: "create_room", Scopes: any(manage), Classes: groupWide, handle: (*API).createRoom},
		{Method: get, Pattern: "/v2/room/{room}", Name: "get_room", Scopes: any(viewGroup, viewRoom), Classes: everybody, handle: (*API).getRoom},
		{Method: put, Pattern: "/v2/room/{room}", Name: "update_room", Scopes: any(adminRoom), Classes: groupWide, handle: (*API).updateRoom},
		{Method: del, Pattern: "/v2/room/{room}", Name: "delete_room", Scopes: any(manage), Classes: groupWide, handle: (*API).deleteRoom},
		{Method: put, Pattern: "/v2/room/{room}/topic", Name: "set_topic", Scopes: any(adminRoom), Classes: everybody, handle: (*API).setTopic},

		{Method: post, Pattern: "/v2/room/{room}/notification", Name: "send_room_notification", Scopes: any(notify), Classes: everybody, Floods: true, handle: (*API).sendRoomNotification},
		{Method: post, Pattern: "/v2/room/{room}/message", Name: "send_message", Scopes: any(send), Classes: people, Floods: true, handle: (*API).sendMessage},
		{Method: get, Pattern: "/v2/room/{room}/history", Name: "view_room_history", Scopes: any(viewMessages, viewGroup), Classes: everybody, handle: (*API).viewRoomHistory},
		{Method: get, Pattern: "/v2/room/{room}/history/latest", Name: "view_recent_room_history", Scopes: any(viewMessages, viewGroup), Classes: everybody, handle: (*API).viewRecentRoomHistory},
		{Method: get, Pattern: "/v2/room/{room}/history/{message}", Name: "get_room_message", Scopes: any(viewMessages, viewGroup), Classes: everybody, handle: (*API).getRoomMessage},

		{Method: get, Pattern: "/v2/room/{room}/webhook", Name: "get_all_webhooks", Scopes: any(adminRoom), Classes: everybody, handle: (*API).getAllWebhooks},
		{Method: post, Pattern: "/v2/room/{room}/webhook", Name: "create_webhook", Scopes: any(adminRoom), Classes: everybody, handle: (*API).createWebhook},
		{Method: get, Pattern: "/v2/room/{room}/webhook/{webhook}", Name: "get_webhook", Scopes: any(adminRoom), Classes: everybody, handle: (*API).getWebhook},
		{Method: del, Pattern: "/v2/room/{room}/webhook/{webhook}", Name: "delete_webhook", Scopes: any(adminRoom), Classes: everybody, handle: (*API).deleteWebhook},

		{Method: get, Pattern: "/v2/user", Name: "get_all_users", Scopes: any(viewGroup), Classes: groupWide, handle: (*API).getAllUsers},
		{Method: post, Pattern: "/v2/user", Name: "create_user", Scopes: any(adminGroup), Classes: groupWide, handle: (*API).createUser},
		{Method: get, Pattern: "/v2/user/{user}", Name: "view_user", Scopes: any(viewGroup), Classes: groupWide, handle: (*API).viewUser},
	}
}
