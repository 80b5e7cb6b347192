// Package api is Stoa's own API under /api/, for the page (cookie) and the command line (bearer token) alike: it
// decodes a request, calls the service behind it and encodes the answer.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/calls"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/connect"
	"github.com/stoachat/stoa/internal/directory"
	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/files"
	"github.com/stoachat/stoa/internal/hook"
	"github.com/stoachat/stoa/internal/mail"
	"github.com/stoachat/stoa/internal/push"
	"github.com/stoachat/stoa/internal/search"
	"github.com/stoachat/stoa/internal/signin"
	"github.com/stoachat/stoa/internal/statistics"
	"github.com/stoachat/stoa/internal/system"
	"github.com/stoachat/stoa/internal/webhook"
)

// Feed is the live feed; realtime.Hub is one.
type Feed interface {
	Serve(w http.ResponseWriter, r *http.Request, p *chat.Principal, sameOrigin bool)
}

// Previews looks at the links of what people say, after it has been said; preview.Looker does.
type Previews interface {
	Look(p *chat.Principal, said chat.Event)
}

// Store is what this API reads and writes past the services: what belongs to nobody else.
type Store interface {
	Group(ctx context.Context) (chat.Group, error)
	CountHistory(ctx context.Context, before time.Time, which chat.Logs) (int64, error)
	TouchUser(ctx context.Context, userID int64, at time.Time) error
	Token(ctx context.Context, id int64) (chat.Token, error)
	Tokens(ctx context.Context, f chat.TokenFilter) ([]chat.Token, error)
}

// Config is what the API is built from.
type Config struct {
	Store      Store
	Chat       *chat.Service
	Tokens     *auth.Tokens
	V1Uses     *auth.V1Uses
	Passwords  *auth.Passwords
	Invited    *auth.Invitations
	Steps      *auth.SecondSteps
	Entrances  *auth.Entrances
	Sources    *signin.Service
	Addons     *connect.Host
	Directory  *directory.Directory
	Feed       Feed
	Files      *files.Library
	Previews   Previews
	Webhooks   *webhook.Desk
	Pushes     *push.Pusher
	Calls      *calls.Log
	Doctor     *doctor.Doctor
	Keys       *auth.KeyChange
	Search     *search.Service
	Statistics *statistics.Counter
	System     *system.Inspector
	Mail       *mail.Mailer
	MailLinks  mail.Links
	MailDomain string // of rooms' addresses; empty: no mail is taken
	XMPP       XMPP
	Registrar  *webhook.Registrar
	HookChecks *auth.HookChecks
	Templates  *hook.Templates
	Setup      *Setup
	Extra      map[string]Extra // by pattern
	Base       string           // the public URL, without a trailing slash
	Version    string
	Now        func() time.Time
	Log        *slog.Logger
}

// API serves /api/.
type API struct {
	store      Store
	chat       *chat.Service
	tokens     *auth.Tokens
	v1Uses     *auth.V1Uses
	passwords  *auth.Passwords
	invited    *auth.Invitations
	steps      *auth.SecondSteps
	entrances  *auth.Entrances
	sources    *signin.Service
	addons     *connect.Host
	directory  *directory.Directory
	feed       Feed
	files      *files.Library
	previews   Previews
	webhooks   *webhook.Desk
	pushes     *push.Pusher
	calls      *calls.Log
	doctor     *doctor.Doctor
	keys       *auth.KeyChange
	finder     *search.Service
	statistics *statistics.Counter
	system     *system.Inspector
	mail       *mail.Mailer
	mailLinks  mail.Links
	mailDomain string
	xmpp       XMPP
	registrar  *webhook.Registrar
	hookChecks *auth.HookChecks
	templates  *hook.Templates
	guestTries *auth.Windows // of each guest link
	joinTries  *auth.Windows // of each invite URL
	looks      chan struct{} // one for each look of the doctor at a time
	setup      *Setup
	extra      map[string]Extra
	base       string
	version    string
	now        func() time.Time
	log        *slog.Logger
}

// New makes the API.
func New(c Config) *API {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &API{
		store: c.Store, chat: c.Chat, tokens: c.Tokens, v1Uses: c.V1Uses, passwords: c.Passwords, invited: c.Invited, steps: c.Steps, entrances: c.Entrances, sources: c.Sources, addons: c.Addons, directory: c.Directory,
		feed: c.Feed, files: c.Files, previews: c.Previews, webhooks: c.Webhooks, pushes: c.Pushes, calls: c.Calls, doctor: c.Doctor, keys: c.Keys, finder: c.Search, statistics: c.Statistics, system: c.System,
		mail: c.Mail, mailLinks: c.MailLinks, mailDomain: c.MailDomain, xmpp: c.XMPP, registrar: c.Registrar, hookChecks: c.HookChecks, templates: c.Templates, looks: make(chan struct{}, maxLooks), guestTries: auth.NewWindows(maxGuestTries, guestTriesIn, c.Now), joinTries: auth.NewWindows(maxJoinTries, joinTriesIn, c.Now),
		setup: c.Setup, extra: c.Extra, base: c.Base, version: c.Version, now: c.Now, log: c.Log,
	}
}

// route is one method of the API.
type route struct {
	pattern string // with its HTTP method
	open    bool   // needs nobody
	guest   bool   // guests too
	handle  func(*API, http.ResponseWriter, *http.Request) error
}

func routes() []route {
	return []route{
		{pattern: "GET /api/boot", open: true, handle: (*API).boot},
		{pattern: "POST /api/setup", open: true, handle: (*API).setUp},
		{pattern: "POST /api/session", open: true, handle: (*API).signIn},
		{pattern: "POST /api/session/code", open: true, handle: (*API).enterByCode},
		{pattern: "POST /api/session/enrolment", open: true, handle: (*API).enrolToEnter},
		{pattern: "PUT /api/session/enrolment", open: true, handle: (*API).enterByEnrolment},
		{pattern: "DELETE /api/session/entry", open: true, handle: (*API).turnBack},
		{pattern: "DELETE /api/session", guest: true, handle: (*API).signOut},
		{pattern: "POST /api/invitation", open: true, handle: (*API).lookAtInvitation},
		{pattern: "POST /api/invitation/accept", open: true, handle: (*API).acceptInvitation},
		{pattern: "POST /api/join/look", open: true, handle: (*API).lookAtInviteURL},
		{pattern: "POST /api/join", open: true, handle: (*API).join},
		{pattern: "POST /api/guest", open: true, handle: (*API).lookAtGuestLink},
		{pattern: "POST /api/guest/enter", open: true, handle: (*API).enterAsGuest},
		{pattern: "GET /api/ws", guest: true, handle: (*API).feedSocket},

		{pattern: "GET /api/conversations", guest: true, handle: (*API).listConversations},
		{pattern: "GET /api/conversations/{id}/events", guest: true, handle: (*API).listEvents},
		{pattern: "POST /api/conversations/{id}/events", guest: true, handle: (*API).postEvent},
		{pattern: "PATCH /api/conversations/{id}/events/{event}", handle: (*API).editEvent},
		{pattern: "DELETE /api/conversations/{id}/events/{event}", handle: (*API).deleteEvent},
		{pattern: "PUT /api/conversations/{id}/events/{event}/reactions/{emoji}", handle: (*API).react},
		{pattern: "DELETE /api/conversations/{id}/events/{event}/reactions/{emoji}", handle: (*API).unreact},
		{pattern: "PUT /api/conversations/{id}/events/{event}/pin", handle: (*API).pin},
		{pattern: "DELETE /api/conversations/{id}/events/{event}/pin", handle: (*API).unpin},
		{pattern: "PUT /api/conversations/{id}/events/{event}/saved", guest: true, handle: (*API).save},
		{pattern: "DELETE /api/conversations/{id}/events/{event}/saved", guest: true, handle: (*API).unsave},
		{pattern: "GET /api/me/saved", guest: true, handle: (*API).listSaved},
		{pattern: "GET /api/me/saved/marks", guest: true, handle: (*API).listSavedMarks},
		{pattern: "GET /api/conversations/{id}/pins", handle: (*API).listPins},
		{pattern: "GET /api/conversations/{id}/threads", handle: (*API).listThreads},
		{pattern: "GET /api/conversations/{id}/threads/{event}", handle: (*API).getThread},
		{pattern: "PUT /api/conversations/{id}/threads/{event}/read", handle: (*API).markThreadRead},
		{pattern: "GET /api/me/threads", handle: (*API).listUnreadThreads},
		{pattern: "PUT /api/conversations/{id}/read", guest: true, handle: (*API).markRead},
		{pattern: "POST /api/conversations/{id}/files", handle: (*API).shareFile},
		{pattern: "GET /api/conversations/{id}/commands", handle: (*API).listCommands},

		{pattern: "GET /api/me/drafts", handle: (*API).listDrafts},
		{pattern: "PUT /api/me/drafts/{id}", handle: (*API).keepDraft},
		{pattern: "POST /api/conversations/{id}/close", handle: (*API).closeConversation},
		{pattern: "POST /api/me/read", handle: (*API).markAllRead},

		{pattern: "GET /api/search", handle: (*API).search},
		{pattern: "GET /api/search/state", handle: (*API).searchState},
		{pattern: "POST /api/search/rebuild", handle: (*API).rebuildSearch},
		{pattern: "GET /api/conversations/{id}/files", handle: (*API).listFiles},
		{pattern: "GET /api/conversations/{id}/links", handle: (*API).listLinks},

		{pattern: "GET /api/rooms", handle: (*API).listRooms},
		{pattern: "POST /api/rooms", handle: (*API).createRoom},
		{pattern: "GET /api/rooms/{id}", guest: true, handle: (*API).getRoom},
		{pattern: "PATCH /api/rooms/{id}", handle: (*API).updateRoom},
		{pattern: "DELETE /api/rooms/{id}", handle: (*API).deleteRoom},
		{pattern: "PUT /api/rooms/{id}/members/{user}", handle: (*API).putMember},
		{pattern: "DELETE /api/rooms/{id}/members/{user}", handle: (*API).deleteMember},
		{pattern: "POST /api/rooms/{id}/invite", handle: (*API).inviteToRoom},
		{pattern: "PUT /api/rooms/{id}/avatar", handle: (*API).setRoomAvatar},
		{pattern: "DELETE /api/rooms/{id}/avatar", handle: (*API).deleteRoomAvatar},
		{pattern: "POST /api/rooms/{id}/join", handle: (*API).joinRoom},
		{pattern: "POST /api/rooms/{id}/leave", handle: (*API).leaveRoom},

		{pattern: "GET /api/me", handle: (*API).getSelf},
		{pattern: "PATCH /api/me", handle: (*API).updateSelf},
		{pattern: "PUT /api/me/password", handle: (*API).changePassword},
		{pattern: "PUT /api/me/photo", handle: (*API).setPhoto},
		{pattern: "DELETE /api/me/photo", handle: (*API).deletePhoto},
		{pattern: "PUT /api/me/presence", handle: (*API).setPresence},
		{pattern: "PATCH /api/me/preferences", handle: (*API).changePreferences},
		{pattern: "PUT /api/me/levels/{id}", handle: (*API).setLevel},
		{pattern: "GET /api/push", handle: (*API).pushKey},
		{pattern: "POST /api/me/push", handle: (*API).subscribeToPushes},
		{pattern: "DELETE /api/me/push", handle: (*API).endPushes},
		{pattern: "GET /api/me/tokens", handle: (*API).listPersonalTokens},
		{pattern: "GET /api/me/xmpp", handle: (*API).getXMPP},
		{pattern: "POST /api/me/tokens", handle: (*API).createPersonalToken},
		{pattern: "GET /api/me/sessions", handle: (*API).listSessions},
		{pattern: "DELETE /api/me/sessions/{id}", handle: (*API).endSession},

		{pattern: "GET /api/me/second-step", handle: (*API).getSecondStep},
		{pattern: "POST /api/me/second-step", handle: (*API).enrol},
		{pattern: "PUT /api/me/second-step", handle: (*API).turnSecondStepOn},
		{pattern: "DELETE /api/me/second-step", handle: (*API).turnSecondStepOff},
		{pattern: "POST /api/me/second-step/codes", handle: (*API).newRecoveryCodes},
		{pattern: "GET /api/admin/second-step", handle: (*API).getDemand},
		{pattern: "PUT /api/admin/second-step", handle: (*API).setDemand},
		{pattern: "DELETE /api/users/{id}/second-step", handle: (*API).resetSecondStep},
		{pattern: "GET /api/admin/sign-in", handle: (*API).listSources},
		{pattern: "PUT /api/admin/sign-in/passwords", handle: (*API).setPasswords},
		{pattern: "PUT /api/admin/sign-in/providers/{key}", handle: (*API).putProvider},
		{pattern: "POST /api/admin/sign-in/providers/{key}/look", handle: (*API).lookAtProvider},
		{pattern: "PUT /api/admin/sign-in/identity-providers/{key}", handle: (*API).putIdentityProvider},
		{pattern: "POST /api/admin/sign-in/identity-providers/{key}/look", handle: (*API).lookAtIdentityProvider},
		{pattern: "PUT /api/admin/sign-in/directories", handle: (*API).orderDirectories},
		{pattern: "PUT /api/admin/sign-in/directories/{key}", handle: (*API).putDirectory},
		{pattern: "POST /api/admin/sign-in/directories/{key}/look", handle: (*API).lookAtDirectory},
		{pattern: "POST /api/admin/sign-in/directories/{key}/sync", handle: (*API).syncDirectory},
		{pattern: "DELETE /api/admin/sign-in/{key}", handle: (*API).deleteSource},

		{pattern: "GET /api/users", handle: (*API).listUsers},
		{pattern: "POST /api/users", handle: (*API).createUser},
		{pattern: "POST /api/users/invite", handle: (*API).inviteUser},
		{pattern: "PATCH /api/users/{id}", handle: (*API).updateUser},
		{pattern: "DELETE /api/users/{id}", handle: (*API).deleteUser},
		{pattern: "POST /api/users/{id}/conversation", handle: (*API).openDirectChat},

		{pattern: "GET /api/rooms/{id}/tokens", handle: (*API).listRoomTokens},
		{pattern: "POST /api/rooms/{id}/tokens", handle: (*API).createRoomTokens},
		{pattern: "GET /api/tokens", handle: (*API).listTokens},
		{pattern: "GET /api/tokens/v1", handle: (*API).listV1Tokens},
		{pattern: "POST /api/tokens", handle: (*API).createV1Token},
		{pattern: "DELETE /api/tokens/{id}", handle: (*API).deleteToken},
		{pattern: "GET /api/tokens/{id}", handle: (*API).getRoomToken},
		{pattern: "GET /api/tokens/{id}/checks", handle: (*API).getHookCheck},
		{pattern: "PUT /api/tokens/{id}/checks", handle: (*API).setHookCheck},
		{pattern: "GET /api/tokens/{id}/template", handle: (*API).getHookTemplate},
		{pattern: "PUT /api/tokens/{id}/template", handle: (*API).setHookTemplate},
		{pattern: "POST /api/tokens/{id}/template/preview", handle: (*API).previewHookTemplate},
		{pattern: "GET /api/tokens/{id}/payloads", handle: (*API).listHookPayloads},
		{pattern: "GET /api/templates", handle: (*API).listShippedTemplates},

		{pattern: "GET /api/emoticons", guest: true, handle: (*API).listEmoticons},
		{pattern: "POST /api/emoticons", handle: (*API).addEmoticon},
		{pattern: "DELETE /api/emoticons/{id}", handle: (*API).deleteEmoticon},

		{pattern: "GET /api/rooms/{id}/addons", guest: true, handle: (*API).listParts},

		{pattern: "GET /api/webhooks", handle: (*API).listWebhooks},
		{pattern: "GET /api/webhooks/{id}", handle: (*API).getWebhook},
		{pattern: "DELETE /api/webhooks/{id}", handle: (*API).deleteWebhook},
		{pattern: "POST /api/rooms/{id}/commands", handle: (*API).createCommand},
		{pattern: "GET /api/webhooks/{id}/secrets", handle: (*API).webhookSecrets},
		{pattern: "POST /api/webhooks/{id}/secrets", handle: (*API).rotateWebhookSecret},
		{pattern: "POST /api/webhooks/{id}/pause", handle: (*API).pauseWebhook},
		{pattern: "POST /api/webhooks/{id}/resume", handle: (*API).resumeWebhook},
		{pattern: "POST /api/webhooks/{id}/skip", handle: (*API).skipDeliveries},
		{pattern: "GET /api/deliveries", handle: (*API).listDeliveries},
		{pattern: "GET /api/deliveries/count", handle: (*API).countDeliveries},
		{pattern: "POST /api/deliveries/replay", handle: (*API).replayDeliveries},
		{pattern: "GET /api/deliveries/{id}", handle: (*API).getDelivery},
		{pattern: "GET /api/deliveries/{id}/curl", handle: (*API).curlDelivery},
		{pattern: "POST /api/deliveries/{id}/redeliver", handle: (*API).redeliver},
		{pattern: "GET /api/calls", handle: (*API).listCalls},
		{pattern: "GET /api/calls/{id}", handle: (*API).getCall},

		{pattern: "GET /api/directory", handle: (*API).listDirectory},
		{pattern: "GET /api/directory/{key}", handle: (*API).getDirectoryEntry},

		{pattern: "GET /api/addons", handle: (*API).listAddons},
		{pattern: "GET /api/addons/{key}", handle: (*API).getAddon},
		{pattern: "GET /api/installations", handle: (*API).listInstallations},
		{pattern: "POST /api/installations/preview", handle: (*API).previewInstallation},
		{pattern: "POST /api/installations", handle: (*API).install},
		{pattern: "POST /api/installations/{id}/url", guest: true, handle: (*API).signURL},
		{pattern: "POST /api/installations/{id}/token", handle: (*API).frameToken},
		{pattern: "PUT /api/installations/{id}", handle: (*API).changeInstallation},
		{pattern: "POST /api/installations/{id}/check", handle: (*API).checkInstallation},
		{pattern: "POST /api/installations/{id}/rotate", handle: (*API).rotateInstallation},
		{pattern: "DELETE /api/installations/{id}", handle: (*API).uninstall},

		{pattern: "GET /api/admin/mail", handle: (*API).getMail},
		{pattern: "PUT /api/admin/mail", handle: (*API).setMail},
		{pattern: "DELETE /api/admin/mail", handle: (*API).deleteMail},
		{pattern: "POST /api/admin/mail/test", handle: (*API).testMail},
		{pattern: "GET /api/mail/unsubscribe", open: true, handle: (*API).askToUnsubscribe},
		{pattern: "POST /api/mail/unsubscribe", open: true, handle: (*API).unsubscribe},
		{pattern: "GET /api/admin/system", handle: (*API).getSystem},
		{pattern: "GET /api/admin/statistics", handle: (*API).getStatistics},
		{pattern: "GET /api/admin/users", handle: (*API).listPeople},
		{pattern: "POST /api/admin/users", handle: (*API).createPerson},
		{pattern: "POST /api/admin/users/invite", handle: (*API).invitePerson},
		{pattern: "GET /api/admin/users/{id}", handle: (*API).getPerson},
		{pattern: "PATCH /api/admin/users/{id}", handle: (*API).updatePerson},
		{pattern: "POST /api/admin/users/{id}/deactivate", handle: (*API).deactivatePerson},
		{pattern: "POST /api/admin/users/{id}/reactivate", handle: (*API).reactivatePerson},
		{pattern: "POST /api/admin/users/{id}/password", handle: (*API).resetPassword},
		{pattern: "GET /api/admin/users/{id}/sessions", handle: (*API).listSessionsOf},
		{pattern: "DELETE /api/admin/users/{id}/sessions", handle: (*API).endSessionsOf},
		{pattern: "DELETE /api/admin/users/{id}/sessions/{session}", handle: (*API).endSessionOf},

		{pattern: "GET /api/admin/rooms", handle: (*API).listAllRooms},
		{pattern: "GET /api/admin/rooms/{id}", handle: (*API).getRoomSummary},
		{pattern: "PUT /api/admin/rooms/{id}/owner", handle: (*API).giveRoom},
		{pattern: "PUT /api/admin/rooms/{id}/keep", handle: (*API).keepRoom},
		{pattern: "DELETE /api/admin/rooms/{id}", handle: (*API).deleteNamedRoom},

		{pattern: "GET /api/admin/preferences", handle: (*API).getGroupSettings},
		{pattern: "PATCH /api/admin/preferences", handle: (*API).changeGroupSettings},
		{pattern: "GET /api/admin/invite-url", handle: (*API).getInviteURL},
		{pattern: "POST /api/admin/invite-url", handle: (*API).makeInviteURL},
		{pattern: "DELETE /api/admin/invite-url", handle: (*API).deleteInviteURL},
		{pattern: "PUT /api/admin/owner", handle: (*API).giveGroup},
		{pattern: "GET /api/admin/old", handle: (*API).countOld},

		{pattern: "GET /api/audit", handle: (*API).listAudit},

		{pattern: "POST /api/doctor", handle: (*API).diagnose},
		{pattern: "POST /api/secrets/rotate", handle: (*API).rotateSecrets},
	}
}

// elsewhere leads who looks for one of HipChat's APIs here.
func elsewhere(path string) string {
	for _, version := range []string{"v1", "v2"} {
		if strings.HasPrefix(path+"/", "/api/"+version+"/") {
			return ". API " + version + " is below /" + version + ", without /api in front"
		}
	}
	return ""
}

// Handler answers everything under /api/.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, rt := range routes() {
		mux.HandleFunc(rt.pattern, func(w http.ResponseWriter, r *http.Request) { a.run(w, r, rt) })
	}
	for pattern, e := range a.extra {
		rt := route{pattern: pattern, handle: extra(e)}
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { a.run(w, r, rt) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, r, chat.Errorf(chat.NotFound, "There is no %s %s%s", r.Method, r.URL.Path, elsewhere(r.URL.Path)))
	})
	// The page's cookie must not be used by other sites' pages; bearer tokens are not sent by browsers on their own.
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, r, chat.Errorf(chat.Forbidden, "This call came from another site's page"))
	}))
	return guard.Handler(mux)
}

func (a *API) run(w http.ResponseWriter, r *http.Request, rt route) {
	w.Header().Set("Cache-Control", "no-store")
	p, err := a.caller(r)
	if err != nil && !rt.open {
		a.fail(w, r, err)
		return
	}
	if err == nil && p.User.Guest && !rt.guest && !rt.open {
		a.fail(w, r, chat.Errorf(chat.Forbidden, "This is not for guests"))
		return
	}
	if err == nil {
		r = r.WithContext(auth.WithPrincipal(r.Context(), p))
	}
	if err := rt.handle(a, w, r); err != nil {
		a.fail(w, r, err)
	}
}
