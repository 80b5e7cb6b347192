package api

import (
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/files"
)

// getSelf answers what the server keeps for the caller alone.
func (a *API) getSelf(w http.ResponseWriter, r *http.Request) error {
	p := auth.PrincipalFrom(r.Context())
	self, err := a.c.Chat.Self(r.Context(), p)
	if err != nil {
		return err
	}
	may, err := a.c.Chat.Allowed(r.Context(), p)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		User        userView                `json:"user"`
		May         chat.Allowed            `json:"may"`
		Preferences chat.Preferences        `json:"preferences"`
		Levels      map[int64]chat.Loudness `json:"levels"` // by conversation
	}{a.user(*p.User), may, self.Preferences, self.Loudness})
	return nil
}

// updateSelf changes what is given of the caller's own profile.
func (a *API) updateSelf(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Name        *string `json:"name"`
		MentionName *string `json:"mention_name"`
		Title       *string `json:"title"`
		Timezone    *string `json:"timezone"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	u, err := a.c.Chat.UpdateSelf(r.Context(), auth.PrincipalFrom(r.Context()), chat.UserPatch{
		Name: in.Name, MentionName: in.MentionName, Title: in.Title, Timezone: in.Timezone,
	})
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, a.user(u))
	return nil
}

// changePassword ends everything that was signed in to with the old password, and gives this browser another cookie.
func (a *API) changePassword(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Current  string `json:"current"`
		Password string `json:"password"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	keeper, err := a.c.Passwords.Keeper(r.Context(), p.User.ID)
	if err != nil {
		return err
	}
	if keeper != "" && !p.User.Owner {
		return chat.Errorf(chat.Forbidden, "Your password is kept by %s, and is changed there", keeper)
	}
	if err := a.c.Passwords.Confirm(r.Context(), *p.User, "current", in.Current); err != nil {
		return err
	}
	hash, err := a.c.Passwords.Hash(r.Context(), in.Password)
	if err != nil {
		return err
	}
	if _, err := a.c.Chat.UpdateSelf(r.Context(), p, chat.UserPatch{PasswordHash: &hash}); err != nil {
		return err
	}
	if p.Kind == "" {
		value, expires, err := a.c.Tokens.Rotate(r.Context(), p)
		if err != nil {
			return err
		}
		a.setCookie(w, value, expires)
	}
	w.WriteHeader(http.StatusNoContent)
	// The browser has its cookie before its sockets, which were opened with the old one, have to come back.
	_ = http.NewResponseController(w).Flush()
	a.c.Chat.ComeBack(p.User.ID)
	return nil
}

func (a *API) setPhoto(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Photo string `json:"photo"` // in base64
	}
	b, err := body(r, files.MaxPictureText)
	if err != nil {
		return err
	}
	if err := unmarshal(b, &in); err != nil {
		return err
	}
	pic, err := a.c.Files.Avatar(r.Context(), "photo", in.Photo)
	if err != nil {
		return err
	}
	return a.answerPhoto(w, r, &pic)
}

func (a *API) deletePhoto(w http.ResponseWriter, r *http.Request) error {
	return a.answerPhoto(w, r, nil)
}

func (a *API) answerPhoto(w http.ResponseWriter, r *http.Request, pic *chat.Picture) error {
	u, err := a.c.Chat.SetOwnPhoto(r.Context(), auth.PrincipalFrom(r.Context()), pic)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, a.user(u))
	return nil
}

func (a *API) setPresence(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Show   *string `json:"show"`
		Status *string `json:"status"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if err := a.c.Chat.SetPresence(r.Context(), auth.PrincipalFrom(r.Context()), in.Show, in.Status); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// changePreferences changes what the body gives.
func (a *API) changePreferences(w http.ResponseWriter, r *http.Request) error {
	b, err := body(r, maxBody)
	if err != nil {
		return err
	}
	prefs, err := a.c.Chat.ChangePreferences(r.Context(), auth.PrincipalFrom(r.Context()), func(f *chat.Preferences) error {
		return unmarshal(b, f)
	})
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, prefs)
	return nil
}

// setLevel sets how loud a conversation is for the caller; null is as they usually have it.
func (a *API) setLevel(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		Level chat.Loudness `json:"level"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if err := a.c.Chat.SetLoudness(r.Context(), auth.PrincipalFrom(r.Context()), id, in.Level); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

type sessionView struct {
	ID       int64     `json:"id"`
	Agent    string    `json:"agent"`
	Created  time.Time `json:"created"`
	LastUsed time.Time `json:"last_used"`
	Method   string    `json:"method"`  // password, invitation, directory or provider; empty when it was not noted
	Source   string    `json:"source"`  // which directory or provider
	Current  bool      `json:"current"` // the one that asks
}

func (a *API) listSessions(w http.ResponseWriter, r *http.Request) error {
	p := auth.PrincipalFrom(r.Context())
	all, err := a.c.Chat.Sessions(r.Context(), p)
	if err != nil {
		return err
	}
	return a.answerSessions(w, r, all)
}

// answerSessions shows sessions with what their sources are called now.
func (a *API) answerSessions(w http.ResponseWriter, r *http.Request, all []chat.Session) error {
	names, err := a.c.Sources.Titles(r.Context())
	if err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	a.answer(w, http.StatusOK, listOf(all, func(v chat.Session) sessionView {
		if name, ok := names[v.Source]; ok {
			v.Source = name
		}
		return showSession(p, v)
	}))
	return nil
}

func showSession(p *chat.Principal, v chat.Session) sessionView {
	return sessionView{v.ID, v.Agent, v.Created, v.LastUsed, v.Method, v.Source, p.Kind == "" && string(v.Hash) == string(p.Credential[:])}
}

func (a *API) endSession(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := a.c.Chat.EndSession(r.Context(), auth.PrincipalFrom(r.Context()), id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
