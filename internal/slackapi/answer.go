package slackapi

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// refused is an error in Slack's words, with a sentence for people beside them.
type refused struct {
	code, sentence string
	status         int // 0: 200
	needed         string
	provided       string
}

func (e *refused) Error() string { return e.code + ": " + e.sentence }

func refusal(code, sentence string) *refused { return &refused{code: code, sentence: sentence} }

// errorBody is an answer that is not ok.
type errorBody struct {
	OK       bool      `json:"ok"`
	Error    string    `json:"error"`
	Needed   string    `json:"needed,omitempty"`
	Provided string    `json:"provided,omitempty"`
	Metadata *metadata `json:"response_metadata,omitempty"`
}

// metadata stands beside an answer: where a list goes on, or what to say about an error.
type metadata struct {
	NextCursor string   `json:"next_cursor"`
	Messages   []string `json:"messages,omitempty"`
}

func (e *refused) body() errorBody {
	return errorBody{Error: e.code, Needed: e.needed, Provided: e.provided, Metadata: &metadata{Messages: []string{"[ERROR] " + e.sentence}}}
}

func missingScope(p *chat.Principal, needed string) *refused {
	e := refusal("missing_scope", "This token lacks the scope "+needed)
	e.needed, e.provided = needed, strings.Join(p.Scopes, ",")
	return e
}

// limited says when the next call may come.
func (a *API) limited(w http.ResponseWriter, left auth.Allowance) error {
	wait := left.Reset.Sub(a.c.Now()).Seconds()
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait)))))
	e := refusal("ratelimited", "Too many calls: the header Retry-After says when the next one may come")
	e.status = http.StatusTooManyRequests
	return e
}

// codeOf is Slack's word for each kind of error that no method says more about.
var codeOf = map[chat.Code]string{
	chat.Invalid: "invalid_arguments", chat.Conflict: "invalid_arguments", chat.Forbidden: "restricted_action", chat.NotFound: "message_not_found",
	chat.TooMany: "ratelimited", chat.TooLarge: "file_upload_size_restricted",
}

// refuse answers an error. What is not the caller's fault is logged and stays inside.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var said *refused
	var known *chat.Error
	switch {
	case errors.As(err, &said):
	case errors.As(err, &known) && codeOf[known.Code] != "":
		said = refusal(codeOf[known.Code], known.Message)
	case errors.Is(err, auth.ErrNoToken):
		said = refusal("not_authed", "There is no token: send one of a room or of your own as Authorization: Bearer TOKEN")
	case errors.Is(err, auth.ErrV1Token):
		said = refusal("invalid_auth", "This is a token of API v1: make one of v2 on the room's Integrate page")
	case errors.Is(err, auth.ErrInvalidToken):
		said = refusal("invalid_auth", "This token is not, or no longer, good")
	case r.Context().Err() != nil:
		return // the caller hung up: there is nobody to answer
	case errors.Is(err, chat.ErrAway):
		a.c.Log.WarnContext(r.Context(), "a method of Slack's was put off", "error", err)
		w.Header().Set("Retry-After", chat.AwayAfter)
		said = refusal("service_unavailable", chat.AwayText)
		said.status = http.StatusServiceUnavailable
	default:
		a.c.Log.ErrorContext(r.Context(), "a method of Slack's failed", "error", err)
		said = refusal("internal_error", "Something went wrong on the server. It has been logged.")
		said.status = http.StatusInternalServerError // so that clients try again
	}
	if said.status == 0 {
		said.status = http.StatusOK
	}
	a.answer(w, said.status, said.body())
}

func (a *API) answer(w http.ResponseWriter, status int, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		a.c.Log.Error("an answer could not be encoded", "error", err)
		status, b = http.StatusInternalServerError, []byte(`{"ok":false,"error":"internal_error"}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b)
}
