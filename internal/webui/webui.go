// Package webui holds the built web client inside the binary.
package webui

import (
	"embed"
	"io/fs"
	"net/http"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// files is the built client; the folder is always there, if only with its .gitkeep.
func files() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is a constant
	}
	return sub
}

// Assets serves the client's files under /assets/. Their names hold a hash of what is in them, so they may be kept
// for ever.
func Assets() http.Handler {
	server := http.FileServerFS(files())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") || strings.Contains(r.URL.Path, "/.") {
			http.NotFound(w, r) // no lists of files, and nothing but assets
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		server.ServeHTTP(w, r)
	})
}

// policy is what the page may load. Pictures may come from anywhere, because notifications and cards hold them.
const policy = "default-src 'self'; img-src 'self' https: http: data:; style-src 'self'; script-src 'self'; " +
	"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Stoa</title>
<h1>The page has not been built</h1><p>This server was built without its web client. Run <code>make build</code> and start it again.
Its API works all the same.</p></html>
`

// Index answers the page itself, for every address of it.
func Index(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "same-origin")
	page, err := fs.ReadFile(files(), "index.html")
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		page = []byte(notBuilt)
	}
	_, _ = w.Write(page) // a browser that left is no error of ours
}
