package apiv1

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
)

// exchange is one request and the answer to it.
type exchange struct {
	w     http.ResponseWriter
	r     *http.Request
	in    params
	body  []byte          // as it came
	tool  *format.Message // what it says, when it is another tool's
	began time.Time
}

// begin reads the request. The exchange can be answered also when there is an error.
func (a *API) begin(w http.ResponseWriter, r *http.Request, f fading) (*exchange, error) {
	x := &exchange{w: w, r: r, began: a.now()}
	x.setFading(f)
	x.setRate(a.rate.Full()) // until it is known whose call this is
	var err error
	x.in, x.body, err = readParams(w, r)
	return x, err
}

// dispatch reads the request, makes the call and answers it.
func (a *API) dispatch(rt Route) http.HandlerFunc {
	fades := a.fadingOf(rt.Name)
	return func(w http.ResponseWriter, r *http.Request) {
		x, err := a.begin(w, r, fades)
		if err != nil {
			a.fail(x, err)
			return
		}
		// Clients on raw sockets hang up as soon as they have written: that is no reason to stop. spec: rest-v1, 7.2.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), patience)
		defer cancel()
		status, body, err := a.call(ctx, x, rt)
		switch {
		case err != nil:
			a.fail(x, err)
		case x.tool != nil:
			x.w.Header().Set(format.HeaderFormat, x.tool.Format)
			x.tool.Reply.Write(x.w)
		default:
			a.answer(x, status, body)
		}
	}
}

// call makes the checks in the documented order: token, auth_test, rate, format, parameters. spec: rest-v1, 3.4.
func (a *API) call(ctx context.Context, x *exchange, rt Route) (status int, body any, err error) {
	auth.Tell(x.w, "/v1/"+rt.Name, nil, "")
	p, err := a.tokens.V1(ctx, x.in.token(x.r))
	if err != nil {
		return 0, nil, err
	}
	auth.Tell(x.w, "/v1/"+rt.Name, p, x.in.choice("room_id"))
	if err := rt.permits(p); err != nil {
		return 0, nil, err
	}
	key := strconv.FormatInt(p.TokenID, 10)
	if x.in.flag("auth_test") {
		left, _ := a.rate.Peek(key)
		x.setRate(left)
		return http.StatusAccepted, accepted, nil
	}
	a.noteUse(x, p, rt.Name)
	left, ok := a.rate.Take(key)
	x.setRate(left)
	if !ok {
		return 0, nil, errRate
	}
	if err := x.check(rt); err != nil {
		if rt.Foreign && p.RoomID != 0 { // nobody puts a token of all rooms into a tool
			if d, ok := x.foreign(); ok {
				return http.StatusOK, nil, a.sayForeign(ctx, p, x.in["room_id"], d)
			}
		}
		return 0, nil, err
	}
	body, err = rt.handle(a, ctx, p, x.in)
	return http.StatusOK, body, err
}

// accepted is the answer to auth_test. spec: rest-v1, 2.3.
var accepted = hipchat.SuccessBody{Success: hipchat.Success{
	Code: http.StatusAccepted, Type: "Accepted", Message: "This auth_token has access to use this method.",
}}

func (x *exchange) check(rt Route) error {
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodPost {
		x.w.Header().Set("Allow", "GET, POST")
		return &hipchat.Error{
			Code:    http.StatusMethodNotAllowed,
			Message: "The verb " + hipchat.Abridge(x.r.Method) + " is not allowed here: use GET or POST.",
		}
	}
	switch x.in.choice("format") {
	case "", "json", "xml":
	default:
		return &hipchat.Error{Code: http.StatusNotAcceptable, Message: "Format must be one of: json, xml."}
	}
	return rt.check(x.in)
}

// elsewhere leads who looks for a method of v2 here.
func elsewhere(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/v1/"), "/")
	switch first {
	case "room", "user", "oauth", "capabilities", "emoticon":
		return ". That is a method of API v2, whose base URL ends in /v2"
	case "v1", "v2":
		return ". The base URL has a version too many"
	}
	return ""
}

// noSuchMethod answers what is in no route.
func (a *API) noSuchMethod(w http.ResponseWriter, r *http.Request) {
	x, err := a.begin(w, r, a.unknown)
	if err == nil {
		err = chat.Errorf(chat.NotFound, "No such method: %s%s", hipchat.Abridge(strings.TrimPrefix(r.URL.Path, "/v1/")), elsewhere(r.URL.Path))
	}
	a.fail(x, err)
}

// setRate sets the headers in v1's own spelling, which one client looks for and Header.Set would change.
// spec: rest-v1, 3.1.
func (x *exchange) setRate(left auth.Allowance) {
	h := x.w.Header()
	h["X-RateLimit-Limit"] = []string{strconv.Itoa(left.Limit)}
	h["X-RateLimit-Remaining"] = []string{strconv.Itoa(left.Remaining)}
	h["X-RateLimit-Reset"] = []string{strconv.FormatInt(left.Reset.Unix(), 10)}
}
