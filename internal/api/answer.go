package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// maxBody bounds a request body: the longest message that can be typed, each character escaped.
const maxBody = 512 << 10

// caller is who calls: a token in the Authorization header, or the page's cookie. Only people use this API.
func (a *API) caller(r *http.Request) (p *chat.Principal, err error) {
	if scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		p, err = a.c.Tokens.V2(r.Context(), strings.TrimSpace(token))
	} else {
		c, cookieErr := r.Cookie(auth.CookieName)
		if cookieErr != nil {
			return nil, auth.ErrNoToken
		}
		p, err = a.c.Tokens.Cookie(r.Context(), c.Value)
	}
	if err != nil {
		return nil, err
	}
	if p.User == nil {
		return nil, chat.Errorf(chat.Forbidden, "Only a person's token opens this API")
	}
	if p.User.Guest && p.Kind == "" {
		return p, nil // to what is theirs, see run
	}
	if p.OAuthID != "" {
		return nil, chat.Errorf(chat.Forbidden, "This API is not for add-ons: nobody who let one act for them on HipChat's API agreed to this")
	}
	for _, scope := range auth.PersonPrincipal(*p.User).Scopes {
		if !p.Has(scope) {
			return nil, chat.Errorf(chat.Forbidden, "This API knows no scopes: it takes only a token with all of them, and this one lacks %s", scope)
		}
	}
	return p, nil
}

var statusOf = map[chat.Code]int{
	chat.Invalid:         http.StatusBadRequest,
	chat.Conflict:        http.StatusConflict,
	chat.Unauthenticated: http.StatusUnauthorized,
	chat.Forbidden:       http.StatusForbidden,
	chat.NotFound:        http.StatusNotFound,
	chat.TooMany:         http.StatusTooManyRequests,
	chat.TooLarge:        http.StatusRequestEntityTooLarge,
	chat.Unreachable:     http.StatusBadGateway,
}

// fail answers an error. What is not the caller's fault is logged and stays inside.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	out := hipchat.Error{Code: http.StatusInternalServerError, Message: "Something went wrong on the server. It has been logged."}
	var known *chat.Error
	switch {
	case errors.As(err, &known):
		out.Code, out.Message = statusOf[known.Code], known.Message
		if known.Violation != nil {
			out.Field = known.Violation.Field
		}
	case errors.Is(err, auth.ErrV1Token):
		out.Code, out.Message = http.StatusUnauthorized, "This is a token of API v1, and this API takes a person's token of API v2"
	case errors.Is(err, auth.ErrInvalidToken) && r.Header.Get("Authorization") != "":
		out.Code, out.Message = http.StatusUnauthorized, "This token is not known here, was revoked, or has ended"
	case errors.Is(err, auth.ErrNoToken), errors.Is(err, auth.ErrInvalidToken):
		out.Code, out.Message = http.StatusUnauthorized, "Sign in first"
	case r.Context().Err() != nil:
		return // the caller hung up: there is nobody to answer
	case errors.Is(err, chat.ErrAway):
		a.c.Log.WarnContext(r.Context(), "call put off", "method", r.Method, "pattern", r.Pattern, "error", err)
		w.Header().Set("Retry-After", chat.AwayAfter)
		out.Code, out.Message = http.StatusServiceUnavailable, chat.AwayText
	default:
		a.c.Log.ErrorContext(r.Context(), "call failed", "method", r.Method, "pattern", r.Pattern, "error", err)
	}
	out.Type = http.StatusText(out.Code)
	a.answer(w, out.Code, hipchat.ErrorBody{Error: &out})
}

// Refuse answers what was refused in front of this API.
func (a *API) Refuse(w http.ResponseWriter, _ *http.Request, status int, message string) {
	w.Header().Set("Cache-Control", "no-store")
	a.answer(w, status, hipchat.ErrorBody{Error: &hipchat.Error{Code: status, Type: http.StatusText(status), Message: message}})
}

func (a *API) answer(w http.ResponseWriter, status int, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		a.c.Log.Error("encode answer", "error", err)
		status, b = http.StatusInternalServerError, nil
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b) // a caller that hung up is no error of ours
}

// list is the envelope of every list.
type list[T any] struct {
	Items []T `json:"items"`
}

func listOf[T, U any](from []T, show func(T) U) list[U] {
	items := make([]U, 0, len(from))
	for _, v := range from {
		items = append(items, show(v))
	}
	return list[U]{items}
}

// decode reads a JSON body. Unknown members are an error: this API's callers are ours.
func decode(r *http.Request, v any) error {
	b, err := body(r, maxBody)
	if err != nil {
		return err
	}
	return unmarshal(b, v)
}

// body reads a request's body of up to so many bytes.
func body(r *http.Request, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	switch {
	case err != nil:
		return nil, chat.Errorf(chat.Invalid, "The request body ended early")
	case int64(len(b)) > limit:
		return nil, chat.Errorf(chat.TooLarge, "The request body is larger than %d bytes", limit)
	case !utf8.Valid(b):
		return nil, chat.Errorf(chat.Invalid, "The request body is not valid UTF-8")
	}
	return b, nil
}

func unmarshal(b []byte, v any) error {
	dec := json.NewDecoder(strings.NewReader(string(b)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && wrong.Field != "" {
			return chat.Violates(&hipchat.Violation{Field: wrong.Field, Rule: hipchat.RuleFormat, Expected: "of type " + wrong.Type.String() + ", not " + wrong.Value})
		}
		return chat.Errorf(chat.Invalid, "The request body is not the JSON expected here: %s", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return chat.Errorf(chat.Invalid, "The request body goes on behind its JSON")
	}
	return nil
}

// pathID reads the {id} of the path.
func pathID(r *http.Request) (int64, error) { return number("id", r.PathValue("id")) }

func number(name, text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, chat.Violates(hipchat.WrongType(name, text, "integer"))
	}
	return n, nil
}
