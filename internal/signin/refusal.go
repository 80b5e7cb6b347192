package signin

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"

	"github.com/stoachat/stoa/internal/chat"
)

//go:embed refusal.html
var refusalHTML string

//go:embed refusal.css
var refusalCSS string

func refusalPage() *template.Template {
	return template.Must(template.New("refusal").Parse(refusalHTML))
}

// answering shows errors as a page that leads back to the sign-in.
func (s *Service) answering(handle func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := handle(w, r)
		var known *chat.Error
		switch {
		case err == nil:
		case errors.As(err, &known):
			if err := s.noteFailure(r, known); err != nil {
				s.Log.ErrorContext(r.Context(), "a failed sign-in was not written down", "error", err)
			}
			s.Log.WarnContext(r.Context(), "sign-in refused", "source", r.PathValue("key"), "error", known.Message)
			s.refuse(w, statusOf[known.Code], known.Message)
		case r.Context().Err() != nil: // the browser went away
		default:
			s.Log.ErrorContext(r.Context(), "sign-in failed", "source", r.PathValue("key"), "error", err)
			s.refuse(w, http.StatusInternalServerError, "Something went wrong on the server. It has been logged.")
		}
	}
}

// noteFailure writes down that somebody came back from a provider and was not let in.
func (s *Service) noteFailure(r *http.Request, why *chat.Error) error {
	if why.Code == chat.NotFound || r.Method != http.MethodPost && !r.URL.Query().Has("state") {
		return nil
	}
	return s.Chat.Auditor().SignInFailed(r.Context(), r.PathValue("key"))
}

var statusOf = map[chat.Code]int{
	chat.Invalid:         http.StatusBadRequest,
	chat.Conflict:        http.StatusConflict,
	chat.Unauthenticated: http.StatusForbidden,
	chat.Forbidden:       http.StatusForbidden,
	chat.NotFound:        http.StatusNotFound,
	chat.TooMany:         http.StatusTooManyRequests,
	chat.TooLarge:        http.StatusBadRequest,
	chat.Unreachable:     http.StatusBadGateway,
}

// refuse is made without scripts, under a policy that lets in its own style and nothing else.
func (s *Service) refuse(w http.ResponseWriter, status int, why string) {
	var page bytes.Buffer
	sum := sha256.Sum256([]byte(refusalCSS))
	if err := s.page.Execute(&page, map[string]any{"Why": why, "CSS": template.CSS(refusalCSS)}); err != nil {
		http.Error(w, why, status)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // whoever hung up needs no page
}
