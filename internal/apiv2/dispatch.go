package apiv2

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// methods are the routes of one pattern by HTTP method.
type methods map[string]Route

func (m methods) allowed() string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	if _, ok := m[http.MethodGet]; ok {
		names = append(names, http.MethodHead)
	}
	slices.Sort(names)
	return strings.Join(append(names, http.MethodOptions), ", ")
}

// dispatch checks everything that the route table says before the handler runs.
func (a *API) dispatch(m methods) http.HandlerFunc {
	allowed := m.allowed()
	return func(w http.ResponseWriter, r *http.Request) {
		openToPages(w, r)
		if r.Method == http.MethodOptions {
			a.setRate(w, a.rate.Full())
			preflight(w, allowed)
			return
		}
		auth.Tell(w, r.Pattern, nil, "")
		rt, ok := m[r.Method]
		if r.Method == http.MethodHead && !ok {
			rt, ok = m[http.MethodGet]
		}
		if !ok {
			a.setRate(w, a.rate.Full())
			w.Header().Set("Allow", allowed)
			a.answerError(w, &hipchat.Error{Code: http.StatusMethodNotAllowed, Message: "The method " + r.Method + " is not allowed here. Allowed: " + allowed})
			return
		}
		if rt.Open {
			a.setRate(w, a.rate.Full())
			a.run(w, r, rt)
			return
		}
		a.guarded(w, r, rt)
	}
}

// guarded runs a route that needs a token. spec: auth, 2, 3, 4.2, 10.
func (a *API) guarded(w http.ResponseWriter, r *http.Request, rt Route) {
	text := bearer(r)
	p, err := a.tokens.V2(r.Context(), text)
	if err != nil {
		a.setRate(w, a.rate.Full())
		a.fail(w, r, err)
		return
	}
	auth.Tell(w, rt.Pattern, p, r.PathValue("room"))
	if err := auth.CheckDoor(p, r.RemoteAddr); err != nil {
		a.setRate(w, a.rate.Full())
		a.fail(w, r, err)
		return
	}
	left, ok := a.rate.Take(strconv.FormatInt(p.TokenID, 10))
	a.setRate(w, left)
	if !ok {
		a.fail(w, r, errRate)
		return
	}
	if !p.Level.Has(rt.Since) {
		a.fail(w, r, noMethod(r))
		return
	}
	if err := rt.permits(p); err != nil {
		a.fail(w, r, err)
		return
	}
	if err := a.checkRoom(r, rt, p); err != nil {
		a.fail(w, r, err)
		return
	}
	if strings.EqualFold(parameter(r, "auth_test"), "true") {
		a.answer(w, http.StatusAccepted, hipchat.SuccessBody{Success: hipchat.Success{
			Code: http.StatusAccepted, Type: "Accepted", Message: "This auth_token has access to use this method.",
		}})
		return
	}
	if rt.Floods {
		if err := a.takeFlood(w, r, p); err != nil {
			a.fail(w, r, err)
			return
		}
	}
	a.run(w, r.WithContext(auth.WithPrincipal(r.Context(), p)), rt)
}

func (a *API) run(w http.ResponseWriter, r *http.Request, rt Route) {
	if rt.Answer == nil {
		if err := rt.handle(a, w, r); err != nil {
			a.fail(w, r, err)
		}
		return
	}
	whole := &reply{ResponseWriter: w}
	if err := rt.handle(a, whole, r); err != nil {
		a.fail(whole, r, err)
	}
	whole.send(r, &a.packers)
}

// checkRoom refuses a room-bound caller every other room, also where the handler would not run (auth_test). A room
// that is not there is the handler's to report.
func (a *API) checkRoom(r *http.Request, rt Route, p *chat.Principal) error {
	ref := r.PathValue("room")
	if p.RoomID == 0 || ref == "" {
		return nil
	}
	_, err := a.chat.Room(r.Context(), p, ref)
	var e *chat.Error
	if errors.As(err, &e) && e.Code == chat.NotFound {
		return nil
	}
	return err
}

// takeFlood counts a message against the window of the room or the person that it is for. spec: auth, 10.
func (a *API) takeFlood(w http.ResponseWriter, r *http.Request, p *chat.Principal) error {
	target, err := a.floods(r, p)
	if err != nil {
		return err
	}
	left, ok := a.flood.Take(strconv.FormatInt(p.TokenID, 10) + target)
	setAllowance(w, "X-FloodControl-Limit", "X-FloodControl-Remaining", "X-FloodControl-Reset", left)
	if !ok {
		return errRate
	}
	return nil
}

// floods names whom a message is for by id, so that two spellings of one name share a window.
func (a *API) floods(r *http.Request, p *chat.Principal) (string, error) {
	if ref := r.PathValue("user"); ref != "" {
		u, err := a.chat.User(r.Context(), ref)
		return "@" + strconv.FormatInt(u.ID, 10), err
	}
	room, err := a.chat.Room(r.Context(), p, r.PathValue("room"))
	return "/" + strconv.FormatInt(room.ID, 10), err
}

func (a *API) setRate(w http.ResponseWriter, left auth.Allowance) {
	setAllowance(w, "X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset", left)
}

// setAllowance writes the documented spelling, which is not Go's canonical one. spec: auth, 10.
func setAllowance(w http.ResponseWriter, limit, remaining, reset string, left auth.Allowance) {
	values := &[3]string{strconv.Itoa(left.Limit), strconv.Itoa(left.Remaining), strconv.FormatInt(left.Reset.Unix(), 10)}
	h := w.Header()
	h[limit], h[remaining], h[reset] = values[0:1:1], values[1:2:2], values[2:3:3]
}

var ( // shared by all answers: net/http copies them
	anyOrigin = []string{"*"}
	exposed   = []string{"ETag, Idempotency-Replayed, Location, X-Ratelimit-Limit, X-Ratelimit-Remaining, X-Ratelimit-Reset, X-FloodControl-Limit, X-FloodControl-Remaining, X-FloodControl-Reset"}
)

// openToPages lets pages of other origins call and read the answer. spec: auth, 16.
func openToPages(w http.ResponseWriter, r *http.Request) {
	w.Header()["Access-Control-Allow-Origin"] = anyOrigin
	if r.Header["Origin"] != nil { // only browsers look at this one
		w.Header()["Access-Control-Expose-Headers"] = exposed
	}
}

// preflight answers a browser that asks before it calls from another origin. spec: auth, 16.
func preflight(w http.ResponseWriter, allowed string) {
	h := w.Header()
	h.Set("Allow", allowed)
	h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, X-Requested-With")
	h.Set("Access-Control-Max-Age", "3600")
	w.WriteHeader(http.StatusNoContent)
}

// bearer finds the token: the header first, then the query. An empty one counts as absent. A form body's is found by
// formToken. spec: auth, 2; client-quirks, C1, C2, C4.
func bearer(r *http.Request) string {
	if scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		if token = strings.TrimSpace(token); token != "" {
			return token
		}
	}
	if token := parameter(r, "auth_token"); token != "" {
		return token
	}
	return formToken(r)
}
