package apiv2

import (
	"context"
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// createUser makes an account, or brings a deleted one back; a password is made up when none is given, and shown this
// once.
// spec: rest-v2, create_user; client-quirks, B2, B3
func (a *API) createUser(w http.ResponseWriter, r *http.Request) error {
	var in hipchat.UserCreateRequest
	if err := decode(r, &in); err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	if err := chat.MayCreateUsers(p); err != nil {
		return err // before the password is hashed, which is costly
	}
	u := chat.User{Name: in.Name, Email: in.Email, MentionName: in.MentionName, Title: in.Title, Timezone: in.Timezone}
	if err := u.SetRoles(in.Roles); err != nil {
		return err
	}
	if in.IsGroupAdmin {
		u.Admin, u.Delegate = true, false
	}
	password, madeUp := in.Password, ""
	if password == "" {
		madeUp = auth.RandomText(16)
		password = madeUp
	}
	hash, err := a.passwords.Hash(r.Context(), password)
	if err != nil {
		return err
	}
	if u, err = a.chat.CreateUser(r.Context(), p, u, hash); err != nil {
		return err
	}
	stub := a.view.UserStub(u)
	w.Header().Set("Location", stub.Links.Self)
	a.answer(w, http.StatusCreated, hipchat.UserCreated{ID: u.ID, Links: stub.Links, Entity: stub, Password: madeUp})
	return nil
}

// updateUser replaces a person's account.
// spec: rest-v2, update_user
func (a *API) updateUser(w http.ResponseWriter, r *http.Request) error {
	var in hipchat.UserUpdateRequest
	if err := decode(r, &in); err != nil {
		return err
	}
	p, ctx := auth.PrincipalFrom(r.Context()), r.Context()
	u, err := a.chat.Changeable(ctx, p, r.PathValue("user"))
	if err != nil {
		return err // before the password is hashed, which is costly
	}
	patch, err := a.replacement(ctx, u, in)
	if err != nil {
		return err
	}
	show, err := presenceOf(in.Presence, &patch)
	if err != nil {
		return err
	}
	if _, err := a.chat.UpdateUser(ctx, p, decimal(u.ID), patch); err != nil {
		return err
	}
	a.chat.SetShow(u.ID, show)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// replacement clears what the body leaves out, except for the mention name, which one client never sends, and the
// password. spec: rest-v2, 4.12 update_user.
func (a *API) replacement(ctx context.Context, u chat.User, in hipchat.UserUpdateRequest) (chat.UserPatch, error) {
	for _, f := range []struct {
		name  string
		value *string
	}{{"name", in.Name}, {"email", in.Email}} {
		if f.value == nil {
			return chat.UserPatch{}, chat.Violates(hipchat.Required(f.name))
		}
	}
	rights, err := rightsOf(u, in)
	if err != nil {
		return chat.UserPatch{}, err
	}
	patch := chat.UserPatch{
		Name: in.Name, Email: in.Email, Title: &in.Title, Timezone: &in.Timezone,
		Admin: &rights.Admin, Delegate: &rights.Delegate,
	}
	if in.MentionName != nil && *in.MentionName != "" {
		patch.MentionName = in.MentionName
	}
	if in.Password != "" {
		hash, err := a.passwords.Hash(ctx, in.Password)
		if err != nil {
			return chat.UserPatch{}, err
		}
		patch.PasswordHash = &hash
	}
	return patch, nil
}

// rightsOf reads who the person is to be from two members that may disagree, see hipchat.UserUpdateRequest.
func rightsOf(u chat.User, in hipchat.UserUpdateRequest) (chat.User, error) {
	to := u
	if err := to.SetRoles(in.Roles); err != nil {
		return u, err
	}
	if in.IsGroupAdmin != nil && bool(*in.IsGroupAdmin) != u.Admin {
		to.Admin = bool(*in.IsGroupAdmin) || u.Owner
		to.Delegate = to.Delegate && !to.Admin
	}
	return to, nil
}

// presenceOf adds the status to the patch and answers how the person is to show. Clients that have nothing to say
// send the object with nothing in it. spec: rest-v2, 4.12; client-quirks, B2.
func presenceOf(in *hipchat.PresenceRequest, patch *chat.UserPatch) (show string, err error) {
	if in == nil {
		return "", nil
	}
	status := ""
	if in.Status != nil {
		status = *in.Status
	}
	if in.Show != nil {
		show = *in.Show
	}
	if status != "" || show != "" {
		patch.Status = &status
	}
	return show, chat.CheckPresence(status, show)
}

// deleteUser deactivates an account.
// spec: rest-v2, delete_user
func (a *API) deleteUser(w http.ResponseWriter, r *http.Request) error {
	if err := a.chat.DeleteUser(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("user")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
