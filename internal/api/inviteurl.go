package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/mail"
)

const (
	maxJoinTries = 30 // through the group's invite URL
	joinTriesIn  = 5 * time.Minute
)

// inviteURLView is the group's invite URL as administrators see it.
type inviteURLView struct {
	URL     string     `json:"url"` // empty: there is none
	Created *time.Time `json:"created"`
	By      string     `json:"by"`     // who has made it
	Proves  bool       `json:"proves"` // whoever comes is mailed the link to a password
}

// getInviteURL answers where people make accounts of their own.
func (a *API) getInviteURL(w http.ResponseWriter, r *http.Request) error {
	url, err := a.c.Chat.InviteURL(r.Context(), auth.PrincipalFrom(r.Context()))
	if err != nil {
		return err
	}
	return a.answerInviteURL(w, r, url)
}

// makeInviteURL makes the group's invite URL, or one in its place.
func (a *API) makeInviteURL(w http.ResponseWriter, r *http.Request) error {
	url, err := a.c.Chat.SetInviteURL(r.Context(), auth.PrincipalFrom(r.Context()), auth.RandomText(40))
	if err != nil {
		return err
	}
	return a.answerInviteURL(w, r, url)
}

// deleteInviteURL has the group's invite URL lead nowhere.
func (a *API) deleteInviteURL(w http.ResponseWriter, r *http.Request) error {
	url, err := a.c.Chat.SetInviteURL(r.Context(), auth.PrincipalFrom(r.Context()), "")
	if err != nil {
		return err
	}
	return a.answerInviteURL(w, r, url)
}

func (a *API) answerInviteURL(w http.ResponseWriter, r *http.Request, url chat.InviteURL) error {
	proves, err := a.c.Mail.Ready(r.Context())
	if err != nil {
		return err
	}
	v := inviteURLView{Proves: proves}
	if url.Token != "" {
		v.URL, v.Created = a.c.Base+"/invite/"+url.Token, &url.Created
		by, err := a.c.Chat.UserByID(r.Context(), url.By)
		var gone *chat.Error
		if err != nil && !errors.As(err, &gone) {
			return err
		}
		v.By = by.Name
	}
	a.answer(w, http.StatusOK, v)
	return nil
}

// lookAtInviteURL tells what an invite URL leads to. The token comes in the body, where no log has it.
func (a *API) lookAtInviteURL(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Token string `json:"token"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if _, err := a.c.Chat.Invites(r.Context(), in.Token); err != nil {
		return err
	}
	g, err := a.c.Store.Group(r.Context())
	if err != nil {
		return err
	}
	prefs, err := a.c.Chat.GroupPreferences(r.Context())
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		Group       string `json:"group"`
		EmailDomain string `json:"email_domain"`
	}{g.Name, prefs.EmailDomain})
	return nil
}

// join makes an account for who has come by the invite URL. With a mail server the link to the choice of a password is
// mailed, so that nobody comes in under another's address; without one it is answered.
func (a *API) join(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Token string `json:"token"`
		Name  string `json:"name"`
		Email string `json:"email"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if p := auth.PrincipalFrom(r.Context()); p != nil && !p.User.Guest {
		return chat.Errorf(chat.Conflict, "You are signed in, and have an account")
	}
	if _, err := a.c.Chat.Invites(r.Context(), in.Token); err != nil {
		return err
	}
	if _, ok := a.joinTries.Take(in.Token); !ok {
		return chat.Errorf(chat.TooMany, "Too many people came at once. Try again in a few minutes")
	}
	proves, err := a.c.Mail.Ready(r.Context())
	if err != nil {
		return err
	}
	u, by, err := a.c.Chat.JoinGroup(r.Context(), in.Token, in.Name, in.Email, proves)
	if err != nil {
		return err
	}
	token, _, err := a.c.Invited.Issue(r.Context(), u.ID, by)
	if err != nil {
		return err
	}
	out := struct {
		Token string `json:"token,omitempty"` // with which the password is chosen
	}{}
	if !proves {
		out.Token = token
	} else if err := a.mailJoined(r.Context(), u, a.c.Base+"/invite?token="+token); err != nil {
		a.c.Log.WarnContext(r.Context(), "who came by the invite URL was not mailed", "user", u.ID, "error", err)
		return chat.Errorf(chat.Unreachable, "The mail with your link could not be sent. Try again later, or ask whoever gave you the URL")
	}
	a.answer(w, http.StatusCreated, out)
	return nil
}

func (a *API) mailJoined(ctx context.Context, u chat.User, link string) error {
	g, err := a.c.Store.Group(ctx)
	if err != nil {
		return err
	}
	return a.c.Mail.Send(ctx, mail.Message{
		To: u.Email, Name: u.Name, Subject: "Your account for " + g.Name,
		Text: "Hello " + u.Name + ",\n\nchoose your password for " + g.Name + " here:\n\n" + link +
			"\n\nThe link works once, for a week. If you did not ask for an account, do nothing.\n",
	})
}

// giveGroup makes somebody else the group's owner. It asks for the password, since there is no way back.
func (a *API) giveGroup(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		User     int64  `json:"user"`
		Password string `json:"password"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	if !p.User.Owner || p.Kind != "" {
		return chat.Errorf(chat.Forbidden, "Only the group's owner gives it to somebody else, in the browser")
	}
	if err := a.c.Passwords.Confirm(r.Context(), *p.User, "password", in.Password); err != nil {
		return err
	}
	u, err := a.c.Chat.GiveGroup(r.Context(), p, in.User)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, a.user(u))
	return nil
}
