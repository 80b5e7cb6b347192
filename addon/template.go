package addon

import (
	"bytes"
	"html/template"
	"net/http"
)

// View is what a template of Page is given. Its members are for the page's head,
//
//	<link rel="stylesheet" href="{{.Style}}"><script src="{{.Script}}"></script>
//
// for its look, <body data-theme="{{.Theme}}">, and for its forms, which are believed by what they bring along:
//
//	<form method="post"><input type="hidden" name="signed_request" value="{{.Signature}}">
type View struct {
	*Caller
	Data any
}

// Page is a handler for a module's page: a template, with the data that the function answers for whoever looks. A form that
// the page sends comes to the function too, before the page is shown again.
func Page(t *template.Template, data func(*http.Request, *Caller) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := CallerOf(r.Context())
		if c == nil {
			http.Error(w, "The page is shown by a server only", http.StatusUnauthorized)
			return
		}
		var b bytes.Buffer
		v, err := data(r, c)
		if err == nil {
			err = t.Execute(&b, View{c, v})
		}
		if err != nil {
			c.Installation.addon.fail(w, r, "a page", err)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(b.Bytes()) // whoever asked has gone
	})
}
