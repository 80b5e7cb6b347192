package scim

import (
	"errors"
	"net/http"

	scimerrors "github.com/elimity-com/scim/errors"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// statusOf is HTTP's word for each kind of error, and typeOf SCIM's where it has one. spec: RFC 7644, 3.12
var (
	statusOf = map[chat.Code]int{
		chat.Invalid: http.StatusBadRequest, chat.Unauthenticated: http.StatusUnauthorized, chat.Forbidden: http.StatusForbidden,
		chat.NotFound: http.StatusNotFound, chat.Conflict: http.StatusConflict, chat.TooMany: http.StatusTooManyRequests,
		chat.TooLarge: http.StatusRequestEntityTooLarge,
	}
	typeOf = map[chat.Code]scimerrors.ScimType{chat.Invalid: scimerrors.ScimTypeInvalidValue, chat.Conflict: scimerrors.ScimTypeUniqueness}
)

func invalid(kind scimerrors.ScimType, detail string) scimerrors.ScimError {
	return scimerrors.ScimError{ScimType: kind, Detail: detail, Status: http.StatusBadRequest}
}

// said is an error in SCIM's words. What is not the caller's fault is logged and stays inside.
func (a *API) said(r *http.Request, err error) scimerrors.ScimError {
	var known *chat.Error
	var theirs scimerrors.ScimError
	switch {
	case errors.As(err, &theirs):
		return theirs
	case errors.As(err, &known) && statusOf[known.Code] != 0:
		return scimerrors.ScimError{ScimType: typeOf[known.Code], Detail: known.Message, Status: statusOf[known.Code]}
	case errors.Is(err, auth.ErrNoToken):
		return scimerrors.ScimError{Status: http.StatusUnauthorized, Detail: "There is no token: send the one of the administration page, Sign-in, as Authorization: Bearer TOKEN"}
	case errors.Is(err, auth.ErrInvalidToken):
		return scimerrors.ScimError{Status: http.StatusUnauthorized, Detail: "This token is not, or no longer, good for SCIM"}
	case errors.Is(err, chat.ErrAway):
		a.c.Log.WarnContext(r.Context(), "a call of SCIM was put off", "error", err)
		return scimerrors.ScimError{Status: http.StatusServiceUnavailable, Detail: chat.AwayText}
	case r.Context().Err() != nil:
		return scimerrors.ScimErrorInternal // the caller hung up: nobody reads it
	}
	a.c.Log.ErrorContext(r.Context(), "a call of SCIM failed", "error", err)
	return scimerrors.ScimError{Status: http.StatusInternalServerError, Detail: "Something went wrong on the server. It has been logged."}
}

// fail is said for what a handler answers to the library, which knows fewer statuses.
func (a *API) fail(r *http.Request, err error) error {
	said := a.said(r, err)
	if said.Status == http.StatusServiceUnavailable {
		said.Status = http.StatusInternalServerError
	}
	return said
}
