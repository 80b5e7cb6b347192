package reference

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"sync"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/apiv1"
	"github.com/stoachat/stoa/internal/apiv2"
)

//go:embed pages
var files embed.FS

// Handler answers the pages under /docs, at the vendor's paths, for the server at that public URL. The texts of 401
// answers and the links of API v1's answers point to them. They are made when somebody asks for the first of them: that
// takes longer than all else that a server does to start. spec: auth, 2; rest-v1, 2.2.
func Handler(base string) http.Handler {
	pages := sync.OnceValues(func() (http.Handler, error) { return render(base) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		made, err := pages()
		if err != nil {
			panic(err) // the templates stand in the program
		}
		made.ServeHTTP(w, r)
	})
}

func render(base string) (http.Handler, error) {
	mux := http.NewServeMux()
	add := func(path, file string, data any) error {
		page, err := fill(file, data)
		if err != nil {
			return fmt.Errorf("page %s: %w", path, err)
		}
		mux.HandleFunc("GET "+path, serve("text/html; charset=utf-8", page))
		return nil
	}
	for _, p := range []struct {
		path, file string
		data       any
	}{
		{"/docs/apiv2", "v2.html", struct {
			frame
			Groups []group
		}{frame{"API v2", base}, groups(base)}},
		{"/docs/apiv2/auth", "v2auth.html", struct {
			frame
			Scopes []hipchat.Scope
		}{frame{"Authentication for API v2", base}, hipchat.Scopes()}},
		{"/docs/api", "v1.html", struct {
			frame
			Methods []methodV1
		}{frame{"API v1", base}, methodsV1()}},
		{"/docs/api/auth", "v1auth.html", frame{"Authentication for API v1", base}},
	} {
		if err := add(p.path, p.file, p.data); err != nil {
			return nil, err
		}
	}
	for _, g := range groups(base) {
		for _, m := range g.Methods {
			if err := add("/docs/apiv2/method/"+m.Name, "method.html", struct {
				frame
				method
			}{frame{m.Name, base}, m}); err != nil {
				return nil, err
			}
		}
	}
	mux.Handle("GET /docs", http.RedirectHandler("/docs/apiv2", http.StatusFound))
	style, err := files.ReadFile("pages/style.css")
	mux.HandleFunc("GET /docs/style.css", serve("text/css; charset=utf-8", style))
	return mux, err
}

// frame is what every page has.
type frame struct{ Title, Base string }

func fill(file string, data any) ([]byte, error) {
	t, err := template.ParseFS(files, "pages/frame.html", "pages/"+file)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.ExecuteTemplate(&b, "frame.html", data)
	return b.Bytes(), err
}

func serve(contentType string, content []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'")
		_, _ = w.Write(content) // a caller that hung up is no error of ours
	}
}

// group is a part of API v2 with its methods.
type group struct {
	Name    string
	Methods []method
}

// groups are all methods of API v2, in the order of the route table.
func groups(base string) (all []group) {
	at := make(map[string]int)
	seen := make(map[string]bool)
	for _, rt := range apiv2.Routes() {
		if seen[rt.Name] {
			continue // another spelling of the same method
		}
		seen[rt.Name] = true
		i, known := at[rt.Group()]
		if !known {
			i = len(all)
			at[rt.Group()] = i
			all = append(all, group{Name: rt.Group()})
		}
		all[i].Methods = append(all[i].Methods, describe(rt, base))
	}
	return all
}

// methodV1 is a method of API v1 as its page shows it.
type methodV1 struct {
	Name, Path, Who string
	Params          []apiv1.Param
	Successor       *hipchat.Successor
}

func methodsV1() (all []methodV1) {
	for _, rt := range apiv1.Routes() {
		m := methodV1{Name: rt.Name, Path: rt.Path, Who: "an admin token", Params: rt.Params}
		if len(rt.Kinds) > 1 {
			m.Who = "an admin or a notification token"
		}
		if s, ok := hipchat.SuccessorOf(rt.Name); ok {
			m.Successor = &s
		}
		all = append(all, m)
	}
	return all
}
