package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/mail"
)

// mailView is who mail is handed to. The password is not shown.
type mailView struct {
	Set         bool              `json:"set"`
	Host        string            `json:"host"`
	Port        int               `json:"port"`
	Security    chat.MailSecurity `json:"security"`
	Username    string            `json:"username"`
	HasPassword bool              `json:"has_password"`
	Sender      string            `json:"sender"`
}

func (a *API) getMail(w http.ResponseWriter, r *http.Request) error {
	s, ok, err := a.c.Mail.Server(r.Context(), auth.PrincipalFrom(r.Context()))
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, mailView{ok, s.Host, s.Port, s.Security, s.Username, len(s.SealedPassword) > 0, s.Sender})
	return nil
}

// setMail sets who mail is handed to. Without a password the one that there is stays, as long as it goes to the same server.
func (a *API) setMail(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Host     string            `json:"host"`
		Port     int               `json:"port"`
		Security chat.MailSecurity `json:"security"`
		Username string            `json:"username"`
		Password *string           `json:"password"`
		Sender   string            `json:"sender"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if err := a.c.Mail.Set(r.Context(), auth.PrincipalFrom(r.Context()), mail.Setting(in)); err != nil {
		return err
	}
	return a.getMail(w, r)
}

func (a *API) deleteMail(w http.ResponseWriter, r *http.Request) error {
	if err := a.c.Mail.Remove(r.Context(), auth.PrincipalFrom(r.Context())); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// testMail sends the caller a mail, and answers what came of it.
func (a *API) testMail(w http.ResponseWriter, r *http.Request) error {
	if err := onlyAdmins(r); err != nil {
		return err
	}
	u := auth.PrincipalFrom(r.Context()).User
	err := a.c.Mail.Send(r.Context(), mail.Message{
		To: u.Email, Name: u.Name, Subject: "Mail from Stoa works",
		Text: "This is the test that you asked for at " + a.c.Base + "/admin/mail\n\nThe server can send invitations, and tell people what they have missed.\n",
	})
	if errors.Is(err, mail.ErrNoServer) {
		return chat.Errorf(chat.Conflict, "No mail server is set")
	}
	out := struct {
		Sent  bool   `json:"sent"`
		To    string `json:"to"`
		Error string `json:"error"` // what the mail server said, or what was in the way
	}{Sent: err == nil, To: u.Email}
	if err != nil {
		out.Error = mail.Explain(err)
	}
	a.answer(w, http.StatusOK, out)
	return nil
}

// mailInvitation sends somebody their link, where there is a mail server. It is shown to who invited them in any case.
func (a *API) mailInvitation(ctx context.Context, by *chat.Principal, u chat.User, link string) bool {
	g, err := a.c.Store.Group(ctx)
	if err == nil {
		err = a.c.Mail.Send(ctx, mail.Message{
			To: u.Email, Name: u.Name, Subject: "Your password for " + g.Name,
			Text: "Hello " + u.Name + ",\n\n" + by.Name + " asks you to choose your password for " + g.Name + ", where you talk with the others:\n\n" + link +
				"\n\nThe link works once, for a week.\n",
		})
	}
	if err != nil && !errors.Is(err, mail.ErrNoServer) {
		a.c.Log.WarnContext(ctx, "an invitation was not mailed", "user", u.ID, "error", err)
	}
	return err == nil
}

// askToUnsubscribe is what a browser sees at the link that mail programs call: looking at it changes nothing.
func (a *API) askToUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.unsubscriber(r); err != nil {
		return err
	}
	a.plainPage(w, `<form method="post"><p>No more mail about what you have missed?</p><button>No more mail</button></form>`)
	return nil
}

// unsubscribe ends mail about what somebody has missed. Mail programs call it without anybody's cookie: RFC 8058.
func (a *API) unsubscribe(w http.ResponseWriter, r *http.Request) error {
	u, err := a.unsubscriber(r)
	if err != nil {
		return err
	}
	_, err = a.c.Chat.ChangePreferences(r.Context(), auth.PersonPrincipal(u), func(f *chat.Preferences) error {
		f.MailMinutes = 0
		return nil
	})
	if err != nil {
		return err
	}
	a.plainPage(w, `<p>You get no more mail about what you have missed. <a href="/account">Your settings</a> turn it on again.</p>`)
	return nil
}

func (a *API) unsubscriber(r *http.Request) (chat.User, error) {
	gone := chat.Errorf(chat.NotFound, "This link is wrong or too old. Your settings, at %s/account, turn mail off", a.c.Base)
	id, ok := a.c.MailLinks.Who(r.URL.Query().Get("token"))
	if !ok {
		return chat.User{}, gone
	}
	u, err := a.c.Chat.UserByID(r.Context(), id)
	if errors.Is(err, chat.ErrNotFound) || err == nil && u.Deleted {
		return u, gone
	}
	return u, err
}

// plainPage answers a page of a few words of our own, which needs nothing from anywhere.
func (a *API) plainPage(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
	w.Header().Set("Referrer-Policy", "same-origin")
	_, _ = w.Write([]byte(`<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Mail from Stoa</title>` + body + `</html>`))
}
