// Package webui holds the built web client and hands it out.
//
// The client in web/ is built into dist/ and embedded from there. Its files under /assets/ carry a hash in their
// names and are kept by browsers for ever; the one page that loads them is never kept. A checkout in which the client
// has not been built compiles all the same and says how to build it.
package webui

import (
	"embed"
	"io/fs"
	"net/http"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// policy lets the page load only what this server serves; pictures in notifications and cards may come from anywhere,
// and those that somebody is about to share from the page itself.
// Neither scripts nor styles may stand in the page itself, and no string becomes markup or code but through a policy
// that is named here: the sanitiser's, and the page's own for the address of its service worker.
// Which origins it may call besides its own, and which it may show in frames, comes last.
const policy = "default-src 'self'; img-src 'self' https: http: data: blob:; style-src 'self'; script-src 'self'; " +
	"worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types dompurify stoa"

// Reach is which other origins the page meets. It never shows its own in a frame.
type Reach struct {
	Call  []string
	Frame []string
}

// policy is what the page may do.
func (r Reach) policy() string {
	frames := "'none'"
	if len(r.Frame) > 0 {
		frames = strings.Join(r.Frame, " ")
	}
	return policy + "; connect-src " + strings.Join(append([]string{"'self'"}, r.Call...), " ") + "; frame-src " + frames
}

const notBuilt = "The web client is not part of this binary. Run `make web`, then build the server again.\n"

// Assets serves the client's files under /assets/.
func Assets() http.Handler { return assets(mustSub(dist, "dist")) }

// Standing serves the client's files outside of /assets/, by address: browsers look for them there again and again, so
// their names never change.
func Standing() map[string]http.Handler { return standing(mustSub(dist, "dist")) }

func standing(client fs.FS) map[string]http.Handler {
	files := http.FileServerFS(client)
	serve := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-cache")
		h.Set("X-Content-Type-Options", "nosniff")
		// The worker calls its own server and nobody else; the page without a network shows a picture and a style.
		h.Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'; img-src 'self'; style-src 'self'; frame-ancestors 'none'")
		if strings.HasSuffix(r.URL.Path, ".webmanifest") {
			h.Set("Content-Type", "application/manifest+json")
		}
		files.ServeHTTP(w, r)
	})
	at := make(map[string]http.Handler)
	for _, path := range []string{
		"/sw.js", "/manifest.webmanifest", "/offline.html", "/offline.css",
		"/icons/icon.svg", "/icons/icon-192.png", "/icons/icon-512.png", "/icons/maskable-512.png", "/icons/badge-96.png",
	} {
		at[path] = serve
	}
	return at
}

// Index answers every page route with the client's one page, which reaches so far. In a binary without the client it
// answers 503 with a sentence that says how to build it.
func Index(w http.ResponseWriter, r *http.Request, reach Reach) {
	index(mustSub(dist, "dist"), w, r, http.StatusOK, reach)
}

// Script is the address of the script with which the page begins, which is another one for each build of the client; "" in a
// binary without it.
func Script() string { return script(mustSub(dist, "dist")) }

func script(client fs.FS) string {
	page, err := fs.ReadFile(client, "index.html")
	if err != nil {
		return ""
	}
	_, begun, _ := strings.Cut(string(page), `<script type="module"`)
	_, begun, _ = strings.Cut(begun, `src="`)
	address, _, _ := strings.Cut(begun, `"`)
	return address
}

// Gone answers with the same page, which says itself that there is nothing at the address, and with 404.
func Gone(w http.ResponseWriter, r *http.Request) {
	index(mustSub(dist, "dist"), w, r, http.StatusNotFound, Reach{})
}

func assets(client fs.FS) http.Handler {
	files := http.FileServerFS(client)
	packer := &packer{client: client, packed: make(map[string][]byte)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		if info, err := fs.Stat(client, name); err != nil || info.IsDir() {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if served, err := packer.serve(w, r, name); served || err != nil {
			if err != nil {
				http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			}
			return
		}
		files.ServeHTTP(w, r)
	})
}

func index(client fs.FS, w http.ResponseWriter, r *http.Request, status int, reach Reach) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", reach.policy())
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	page, err := fs.ReadFile(client, "index.html")
	if err != nil {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		page = []byte(notBuilt)
	} else {
		h.Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(page) // a client that has gone needs no page
	}
}

// mustSub cannot fail for a name that is embedded.
func mustSub(f fs.FS, dir string) fs.FS {
	sub, err := fs.Sub(f, dir)
	if err != nil {
		panic(err)
	}
	return sub
}
