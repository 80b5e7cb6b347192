package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/signin"
)

// personView is an account as those who look after people see it.
type personView struct {
	userView
	Role        string     `json:"role"` // in the words of API v2
	Created     time.Time  `json:"created"`
	LastActive  *time.Time `json:"last_active"`
	HasPassword bool       `json:"has_password"`
	Invited     *time.Time `json:"invited_until"` // how long the link is good with which they choose a password; null: there is none
	Sessions    int        `json:"sessions"`
	Changeable  bool       `json:"changeable"`        // by the caller
	KeptBy      string     `json:"kept_by,omitempty"` // the identity provider or directory that keeps the account; in the list
}

func (a *API) person(p *chat.Principal) func(chat.Person) personView {
	return func(v chat.Person) personView {
		return personView{
			userView: a.user(v.User), Role: chat.RoleName(v.User), Created: v.Created, LastActive: timeOrNull(v.LastActive),
			HasPassword: v.HasPassword, Invited: timeOrNull(v.Invited), Sessions: v.Sessions, Changeable: chat.MayChangePerson(p, v.User),
		}
	}
}

// listPeople answers people by name, in pages: with a ?text= in their names, of a ?role=, in a ?state=.
func (a *API) listPeople(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	f := chat.PersonFilter{
		Text:  q.text("text"),
		State: q.choice("state", chat.PeopleActive, chat.PeopleInvited, chat.PeopleDeactivated),
		Role:  q.choice("role", chat.UserRoleOwner, chat.UserRoleAdmin, chat.UserRoleDelegate, chat.UserRoleUser),
	}
	offset, limit := q.page()
	if q.err != nil {
		return q.err
	}
	f.Offset, f.Limit = int(offset), limit+1
	p := auth.PrincipalFrom(r.Context())
	found, err := a.c.Chat.ListPeople(r.Context(), p, f)
	if err != nil {
		return err
	}
	ids := make([]int64, len(found))
	for i, v := range found {
		ids[i] = v.ID
	}
	kept, err := a.c.Sources.KeptBy(r.Context(), ids)
	if err != nil {
		return err
	}
	show := a.person(p)
	a.answer(w, http.StatusOK, pageByPlace(found, f.Offset, limit, func(v chat.Person) personView {
		shown := show(v)
		shown.KeptBy = kept[v.ID]
		return shown
	}))
	return nil
}

// pageByPlace shows a page of a list that is asked for by how many come before.
func pageByPlace[T, U any](from []T, offset, limit int, show func(T) U) pageOf[U] {
	if len(from) <= limit {
		return pageOf[U]{Items: listOf(from, show).Items}
	}
	return pageOf[U]{listOf(from[:limit], show).Items, strconv.Itoa(offset + limit)}
}

// getPerson answers one person with how they sign in.
func (a *API) getPerson(w http.ResponseWriter, r *http.Request) error {
	v, err := a.askedPerson(r)
	if err != nil {
		return err
	}
	return a.answerPerson(w, r, v.ID, http.StatusOK)
}

func (a *API) askedPerson(r *http.Request) (chat.Person, error) {
	id, err := pathID(r)
	if err != nil {
		return chat.Person{}, err
	}
	return a.c.Chat.FindPerson(r.Context(), auth.PrincipalFrom(r.Context()), id)
}

func (a *API) answerPerson(w http.ResponseWriter, r *http.Request, id int64, status int) error {
	p := auth.PrincipalFrom(r.Context())
	v, err := a.c.Chat.FindPerson(r.Context(), p, id)
	if err != nil {
		return err
	}
	step, err := a.c.Steps.State(r.Context(), v.User)
	if err != nil {
		return err
	}
	comes, err := a.c.Sources.ComesBy(r.Context(), v.ID)
	if err != nil {
		return err
	}
	a.answer(w, status, struct {
		personView
		SecondStep bool           `json:"second_step"` // they have turned it on
		ComesBy    []signin.Comes `json:"comes_by"`    // from outside
	}{a.person(p)(v), step.On, comes})
	return nil
}

// createPerson makes an account with a password that is made up and shown this once.
func (a *API) createPerson(w http.ResponseWriter, r *http.Request) error {
	u, err := decodeNewPerson(r)
	if err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	if err := chat.MayCreateUsers(p); err != nil {
		return err // before the password is hashed, which is costly
	}
	password := auth.RandomText(16)
	hash, err := a.c.Passwords.Hash(r.Context(), password)
	if err != nil {
		return err
	}
	if u, err = a.c.Chat.CreateUser(r.Context(), p, u, hash); err != nil {
		return err
	}
	a.answer(w, http.StatusCreated, struct {
		User     userView `json:"user"`
		Password string   `json:"password"`
	}{a.user(u), password})
	return nil
}

// invitePerson makes an account whose person chooses the password by a link. Who has not come yet gets a new one.
func (a *API) invitePerson(w http.ResponseWriter, r *http.Request) error {
	u, err := decodeNewPerson(r)
	if err != nil {
		return err
	}
	if u, err = a.c.Chat.InviteUser(r.Context(), auth.PrincipalFrom(r.Context()), u); err != nil {
		return err
	}
	return a.answerLink(w, r, u)
}

func decodeNewPerson(r *http.Request) (chat.User, error) {
	var in struct {
		Name        string `json:"name"`
		Email       string `json:"email"`
		MentionName string `json:"mention_name"`
		Title       string `json:"title"`
		Role        string `json:"role"` // empty: user
	}
	if err := decode(r, &in); err != nil {
		return chat.User{}, err
	}
	u := chat.User{Name: in.Name, Email: in.Email, MentionName: in.MentionName, Title: in.Title}
	if in.Role == "" {
		return u, nil
	}
	var patch chat.UserPatch
	if err := patch.SetRole(in.Role); err != nil {
		return chat.User{}, err
	}
	u.Admin, u.Delegate = *patch.Admin, *patch.Delegate
	return u, nil
}

// answerLink makes a person's link, and answers it to be handed over.
func (a *API) answerLink(w http.ResponseWriter, r *http.Request, u chat.User) error {
	p := auth.PrincipalFrom(r.Context())
	token, expires, err := a.c.Invited.Issue(r.Context(), u.ID, p.UserID())
	if err != nil {
		return err
	}
	link := a.c.Base + "/invite?token=" + token
	a.answer(w, http.StatusCreated, struct {
		User    userView  `json:"user"`
		URL     string    `json:"url"`
		Expires time.Time `json:"expires"`
		Mailed  bool      `json:"mailed"` // false: the link has to be handed over
	}{a.user(u), link, expires, a.mailInvitation(r.Context(), p, u, link)})
	return nil
}

// updatePerson changes what is given of an account.
func (a *API) updatePerson(w http.ResponseWriter, r *http.Request) error {
	v, err := a.askedPerson(r)
	if err != nil {
		return err
	}
	var in struct {
		Name        *string `json:"name"`
		MentionName *string `json:"mention_name"`
		Email       *string `json:"email"`
		Title       *string `json:"title"`
		Timezone    *string `json:"timezone"`
		Role        *string `json:"role"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	patch := chat.UserPatch{Name: in.Name, MentionName: in.MentionName, Email: in.Email, Title: in.Title, Timezone: in.Timezone}
	if in.Role != nil && *in.Role != chat.RoleName(v.User) {
		if err := patch.SetRole(*in.Role); err != nil {
			return err
		}
	}
	if _, err := a.c.Chat.UpdateUser(r.Context(), auth.PrincipalFrom(r.Context()), strconv.FormatInt(v.ID, 10), patch); err != nil {
		return err
	}
	return a.answerPerson(w, r, v.ID, http.StatusOK)
}

// deactivatePerson ends what a person is signed in with, and keeps what they said.
func (a *API) deactivatePerson(w http.ResponseWriter, r *http.Request) error {
	v, err := a.askedPerson(r)
	if err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	if v.ID == p.UserID() {
		return chat.Errorf(chat.Invalid, "You cannot deactivate yourself. Ask another administrator")
	}
	if err := a.c.Chat.DeleteUser(r.Context(), p, strconv.FormatInt(v.ID, 10)); err != nil {
		return err
	}
	return a.answerPerson(w, r, v.ID, http.StatusOK)
}

// reactivatePerson brings a deactivated account back.
func (a *API) reactivatePerson(w http.ResponseWriter, r *http.Request) error {
	v, err := a.askedPerson(r)
	if err != nil {
		return err
	}
	if err := a.c.Chat.RestoreUser(r.Context(), auth.PrincipalFrom(r.Context()), strconv.FormatInt(v.ID, 10)); err != nil {
		return err
	}
	return a.answerPerson(w, r, v.ID, http.StatusOK)
}

// resetPassword makes a link with which a person chooses another password. With now the old one is worthless at once;
// else when the link is used.
func (a *API) resetPassword(w http.ResponseWriter, r *http.Request) error {
	v, err := a.askedPerson(r)
	if err != nil {
		return err
	}
	var in struct {
		Now bool `json:"now"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	if _, err := a.c.Chat.Changeable(r.Context(), p, strconv.FormatInt(v.ID, 10)); err != nil {
		return err
	}
	keeper, err := a.c.Passwords.Keeper(r.Context(), v.ID)
	if err != nil {
		return err
	}
	if keeper != "" {
		return chat.Errorf(chat.Forbidden, "The password of %s is kept by %s, and is changed there", v.Name, keeper)
	}
	if in.Now {
		if err := a.c.Chat.ForgetPassword(r.Context(), p, v.User); err != nil {
			return err
		}
	}
	return a.answerLink(w, r, v.User)
}

// listSessionsOf answers where a person is signed in.
func (a *API) listSessionsOf(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	all, err := a.c.Chat.SessionsOf(r.Context(), p, id)
	if err != nil {
		return err
	}
	return a.answerSessions(w, r, all)
}

// endSessionOf ends one of them.
func (a *API) endSessionOf(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	session, err := number("session", r.PathValue("session"))
	if err != nil {
		return err
	}
	if err := a.c.Chat.EndSessionOf(r.Context(), auth.PrincipalFrom(r.Context()), id, session); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// endSessionsOf signs a person out everywhere.
func (a *API) endSessionsOf(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	n, err := a.c.Chat.EndSessionsOf(r.Context(), auth.PrincipalFrom(r.Context()), id)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, map[string]int64{"ended": n})
	return nil
}
