package apiv2

import (
	"net/http"
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Route is one documented method. What a request goes through before its handler runs, docs/compatibility.md and the
// OpenAPI document are all made from it.
type Route struct {
	Method  string
	Pattern string
	Name    string          // the vendor's page: www.hipchat.com/docs/apiv2/method/<name>
	Scopes  []string        // any one suffices; none: any token
	Classes []chat.Class    // who may call
	Open    bool            // needs no token
	Since   hipchat.Feature // absent from servers without it; empty: there at every level
	Floods  bool            // counts against the flood window of the room or person that it posts to

	Summary string      // one sentence
	Query   []Parameter // what it reads from the query beside auth_token, auth_test and, where it expands, expand
	Expand  []string    // the paths that expand knows; nil: it expands nothing
	Body    any         // a value of the type that its JSON body is decoded into; nil: it reads none
	Takes   []string    // the types of body that it reads beside that JSON
	Status  int         // of success
	Answer  any         // a value of the type of its JSON answer; nil: it has none

	handle func(*API, http.ResponseWriter, *http.Request) error
}

// Parameter is one parameter of a query. Each is accepted with hyphens and with underscores. spec: auth, 14.
type Parameter struct {
	Name    string
	Type    string   // string, integer, boolean, date
	Default string   // empty: none
	Max     int      // of integers, which are never negative
	Options []string // the only values there are
	Doc     string
}

// permits checks the caller's class and scopes. spec: auth, 4.2, 9.
func (rt Route) permits(p *chat.Principal) error {
	if len(rt.Scopes) > 0 && !slices.ContainsFunc(rt.Scopes, p.Has) {
		// Python's notation of a list, which scripts match. spec: auth, 9.
		return chat.Errorf(chat.Forbidden, "This action requires one of the following scopes: [u'%s']", strings.Join(rt.Scopes, "', u'")).With(scopeHelp(p))
	}
	if !slices.Contains(rt.Classes, p.Class) {
		return chat.Errorf(chat.Forbidden, "%s", classAdvice(rt.Classes))
	}
	if p.InstallationID == 0 && !slices.Contains(rt.Classes, chat.ClassUser) {
		// A room's token is of the room clients' class too, but there is no add-on behind it.
		return chat.Errorf(chat.Forbidden, "%s", classAdvice(rt.Classes))
	}
	return nil
}

func classAdvice(allowed []chat.Class) string {
	if len(allowed) == 1 && allowed[0] == chat.ClassUser {
		return "Only a user token may use this method: a personal token, or one from the authorization_code, refresh_token or password grant"
	}
	if !slices.Contains(allowed, chat.ClassUser) && !slices.Contains(allowed, chat.ClassRoomClient) {
		return "Only the token of an add-on that is installed for the whole group may use this method"
	}
	if !slices.Contains(allowed, chat.ClassUser) {
		return "Only an add-on's token may use this method"
	}
	return "A token that is bound to one room may not use this method"
}

var (
	everybody   = []chat.Class{chat.ClassGroupClient, chat.ClassRoomClient, chat.ClassUser}
	groupWide   = []chat.Class{chat.ClassGroupClient, chat.ClassUser}
	people      = []chat.Class{chat.ClassUser}
	addons      = []chat.Class{chat.ClassGroupClient, chat.ClassRoomClient}
	groupAddons = []chat.Class{chat.ClassGroupClient}
)

// scopes names any scopes of which one suffices.
func scopes(any ...string) []string { return any }

// Routes is the table of all methods that work, in the order of the vendor's index. spec: endpoints; auth, 4.2.
func Routes() []Route {
	return slices.Concat(
		capabilitiesRoutes(),
		oauthRoutes(),
		roomRoutes(),
		roomPeopleRoutes(),
		messageRoutes(),
		webhookRoutes(),
		extensionRoutes(),
		addonUIRoutes(),
		addonRoutes(),
		userRoutes(),
		privateChatRoutes(),
		groupRoutes(),
		shareRoutes(),
		avatarRoutes(),
		emoticonRoutes(),
	)
}

const (
	get  = http.MethodGet
	post = http.MethodPost
	put  = http.MethodPut
	del  = http.MethodDelete
)
