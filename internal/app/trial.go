package app

import (
	"context"
	"net/http"

	"github.com/stoachat/stoa/internal/api"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/calls"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/connect"
	"github.com/stoachat/stoa/internal/files"
	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/webhook"
)

// Trial is what a server to try integrations on adds to one that people use.
type Trial struct {
	Pages map[string]http.HandlerFunc // by pattern; nil: the page itself
	API   map[string]api.Extra        // by pattern

	Around func(http.Handler) http.Handler // what every request goes through first
	Calls  func(http.Handler) http.Handler // what calls of the dialects go through once the log watches them
	Leave  func() error                    // asked before each outgoing request
	Made   func(outbound.Attempt)          // told of each that was made for an add-on
}

// Inside are the parts that whoever started the server may use beside the doors that everybody has.
type Inside struct {
	Chat      *chat.Service
	Tokens    *auth.Tokens
	Passwords *auth.Passwords
	Addons    *connect.Host
	Files     *files.Library
	Calls     *calls.Log
	Desk      *webhook.Desk
}

// Inside answers them. They work between New and the end of Run.
func (a *App) Inside() Inside {
	return Inside{Chat: a.chat, Tokens: a.tokens, Passwords: a.passwords, Addons: a.addons, Files: a.files, Calls: a.calls, Desk: a.desk}
}

// ExpireTokens ends all tokens of add-ons, as time would, and answers how many there were.
func (a *App) ExpireTokens(ctx context.Context) (int, error) {
	tokens, err := a.store.Tokens(ctx, chat.TokenFilter{Kinds: []chat.TokenKind{chat.TokenAddon}})
	if err != nil {
		return 0, err
	}
	for _, t := range tokens {
		if err := a.tokens.Revoke(ctx, t); err != nil {
			return 0, err
		}
	}
	return len(tokens), nil
}

// watched is a dialect with its calls written down.
func (a *App) watched(dialect http.Handler) http.Handler {
	if a.cfg.Trial.Calls != nil {
		dialect = a.cfg.Trial.Calls(dialect)
	}
	return a.calls.Watch(dialect)
}

// tried is the server as a trial has it.
func (a *App) tried(all http.Handler) http.Handler {
	if a.cfg.Trial.Around == nil {
		return all
	}
	return a.cfg.Trial.Around(all)
}

func (a *App) made(at outbound.Attempt) {
	a.reach.Made(at)
	if a.cfg.Trial.Made != nil {
		a.cfg.Trial.Made(at)
	}
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
