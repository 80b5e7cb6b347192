package api

import (
	"net/http"
)

// Extra is a method that only some servers have, for administrators alone. It answers what is sent back as JSON, nil
// for 204. decode reads the request's body.
type Extra func(r *http.Request, decode func(into any) error) (any, error)

// extra runs one.
func extra(e Extra) func(*API, http.ResponseWriter, *http.Request) error {
	return func(a *API, w http.ResponseWriter, r *http.Request) error {
		if err := onlyAdmins(r); err != nil {
			return err
		}
		out, err := e(r, func(into any) error { return decode(r, into) })
		switch {
		case err != nil:
			return err
		case out == nil:
			w.WriteHeader(http.StatusNoContent)
		default:
			a.answer(w, http.StatusOK, out)
		}
		return nil
	}
}
