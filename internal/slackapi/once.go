package slackapi

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
)

// Token is the token that stands among the arguments of a call, where older clients put it.
func Token(r *http.Request, body []byte) string {
	look := r.Clone(r.Context())
	look.Body = io.NopCloser(bytes.NewReader(body))
	args, err := readArguments(look)
	if err != nil {
		return "" // the method says why
	}
	return args.text("token")
}

// Done tells an answer to what was done from a refusal, which has the same status.
func Done(body []byte) bool {
	var said struct {
		OK bool `json:"ok"`
	}
	return json.Unmarshal(body, &said) == nil && said.OK
}

// Refuse answers what was refused in front of the methods, with the status that it has on every surface.
func (a *API) Refuse(w http.ResponseWriter, _ *http.Request, status int, message string) {
	code := "invalid_arguments"
	switch status {
	case http.StatusConflict:
		code = "idempotency_conflict"
	case http.StatusInternalServerError:
		code = "internal_error"
	case http.StatusServiceUnavailable:
		code = "service_unavailable"
	}
	a.answer(w, status, refusal(code, message).body())
}
