package webui

import (
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"net/http"
	"path"
)

// scriptDir is where add-ons' pages look for the script and the style that they share with their host.
const scriptDir = "atlassian-connect"

// scriptLife is how long a browser uses a copy without asking: the addresses never change, so a new release gets to
// pages within a day.
const scriptLife = "public, max-age=86400"

// Scripts serves what pages of add-ons load, by address. Any page may: there is nothing in it that is not public, and
// nothing that knows who asks. spec: connect-js, 2
func Scripts() map[string]http.Handler { return scripts(mustSub(dist, "dist")) }

func scripts(client fs.FS) map[string]http.Handler {
	files := http.FileServerFS(client)
	packer := &packer{client: client, packed: make(map[string][]byte)}
	at := make(map[string]http.Handler)
	for _, file := range []string{"all.js", "all-debug.js", "all.css", "all-debug.css"} {
		name := path.Join(scriptDir, file)
		tag := tagOf(client, name)
		at["/"+name] = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if tag == "" {
				http.Error(w, notBuilt, http.StatusServiceUnavailable)
				return
			}
			h := w.Header()
			h.Set("Access-Control-Allow-Origin", "*")
			h.Set("Cross-Origin-Resource-Policy", "cross-origin")
			h.Set("Cache-Control", scriptLife)
			h.Set("ETag", tag)
			if served, err := packer.serve(w, r, name); err != nil {
				http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			} else if !served {
				files.ServeHTTP(w, r)
			}
		})
	}
	return at
}

// tagOf names a file's contents, packed or not; empty when there is no such file.
func tagOf(client fs.FS, name string) string {
	b, err := fs.ReadFile(client, name)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}
