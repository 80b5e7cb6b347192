package server

import (
	"net/http"
	"net/url"
)

// searchPage leads from the vendor's page of a search, in one room, in one chat or in all, to ours. spec: product, 8.1.
func searchPage(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	text := asked.Get("q")
	if room := asked.Get("r"); room != "" {
		text += ` in:"` + room + `"`
	}
	if person := asked.Get("t"); person != "" {
		text += ` in:"` + person + `"`
	}
	to := "/chat/search"
	if text != "" {
		to += "?" + url.Values{"q": {text}}.Encode()
	}
	http.Redirect(w, r, to, http.StatusFound)
}
