package app

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/connect"
	"github.com/stoachat/stoa/internal/files"
)

// Trial is what a server to try integrations on adds to one that people use.
type Trial struct {
	Pages map[string]http.HandlerFunc // by pattern; nil: the page itself
}

// Inside are the parts that whoever started the server may use beside the doors that everybody has.
type Inside struct {
	Chat      *chat.Service
	Tokens    *auth.Tokens
	Passwords *auth.Passwords
	Addons    *connect.Host
	Files     *files.Library
}

// Inside answers them. They work between New and the end of Run.
func (a *App) Inside() Inside {
	return Inside{Chat: a.chat, Tokens: a.tokens, Passwords: a.passwords, Addons: a.addons, Files: a.files}
}

// trialPages are the addresses that a trial adds.
func (a *App) trialPages() map[string]http.HandlerFunc {
	pages := make(map[string]http.HandlerFunc, len(a.cfg.Trial.Pages))
	for pattern, h := range a.cfg.Trial.Pages {
		if h == nil {
			h = a.page
		}
		pages[pattern] = h
	}
	return pages
}
