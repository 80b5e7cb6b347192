package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// roomSummaryView is a room as administrators see it.
type roomSummaryView struct {
	ID           int64      `json:"id"`
	Conversation int64      `json:"conversation"`
	Name         string     `json:"name"`
	Topic        string     `json:"topic"`
	Privacy      string     `json:"privacy"`
	Archived     bool       `json:"archived"`
	GuestAccess  bool       `json:"guest_access"`
	OwnerID      *int64     `json:"owner_id"`
	OwnerName    string     `json:"owner_name"`
	Members      int        `json:"members"`      // on its list
	Participants int        `json:"participants"` // who have it open
	Messages     int64      `json:"messages"`
	Created      time.Time  `json:"created"`
	LastActive   *time.Time `json:"last_active"`
	Avatar       string     `json:"avatar,omitempty"`
	KeepDays     *int       `json:"keep_days"` // of its own: 0 is for ever, null as long as the group says
}

func showRoomSummary(v chat.RoomSummary) roomSummaryView {
	privacy := hipchat.PrivacyPublic
	if v.Private {
		privacy = hipchat.PrivacyPrivate
	}
	return roomSummaryView{
		ID: v.ID, Conversation: v.ConversationID, Name: v.Name, Topic: v.Topic, Privacy: privacy, Archived: v.Archived,
		GuestAccess: v.GuestAccess, OwnerID: orNull(v.OwnerID), OwnerName: v.OwnerName, Members: v.Members, Participants: v.Participants,
		Messages: v.MessagesSent, Created: v.Created, LastActive: timeOrNull(v.LastActive), Avatar: pictureURL(v.Avatar), KeepDays: v.KeepDays,
	}
}

// listAllRooms answers all rooms by name, in pages: with a ?text= in their name or topic, of a ?privacy=, in a ?state=.
func (a *API) listAllRooms(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	f := chat.RoomSearch{
		Text: q.text("text"), State: q.choice("state", chat.RoomsActive, chat.RoomsArchived),
		Privacy: q.choice("privacy", hipchat.PrivacyPublic, hipchat.PrivacyPrivate),
	}
	offset, limit := q.page()
	if q.err != nil {
		return q.err
	}
	f.Offset, f.Limit = int(offset), limit+1
	found, err := a.c.Chat.ListRooms(r.Context(), auth.PrincipalFrom(r.Context()), f)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, pageByPlace(found, f.Offset, limit, showRoomSummary))
	return nil
}

func (a *API) askedRoom(r *http.Request) (chat.RoomSummary, error) {
	id, err := pathID(r)
	if err != nil {
		return chat.RoomSummary{}, err
	}
	return a.c.Chat.SummaryOf(r.Context(), auth.PrincipalFrom(r.Context()), id)
}

// getRoomSummary answers one room with who is on its list.
func (a *API) getRoomSummary(w http.ResponseWriter, r *http.Request) error {
	v, err := a.askedRoom(r)
	if err != nil {
		return err
	}
	members, err := a.c.Chat.Members(r.Context(), v.Room)
	if err != nil {
		return err
	}
	inside, err := a.c.Chat.Participants(r.Context(), v.Room)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		roomSummaryView
		People  []memberView `json:"people"`  // on its list
		Present []userView   `json:"present"` // in the room now
	}{
		showRoomSummary(v),
		listOf(members, func(m chat.Member) memberView { return memberView{a.user(m.User), string(m.Role)} }).Items,
		listOf(inside, a.user).Items,
	})
	return nil
}

// keepRoom sets for how many days what is said in a room is kept: 0 for ever, null as long as the group says.
func (a *API) keepRoom(w http.ResponseWriter, r *http.Request) error {
	v, err := a.askedRoom(r)
	if err != nil {
		return err
	}
	var in struct {
		Days json.RawMessage `json:"days"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if in.Days == nil {
		return chat.Violates(hipchat.Required("days"))
	}
	var days *int
	if err := json.Unmarshal(in.Days, &days); err != nil {
		return chat.Violates(hipchat.WrongType("days", string(in.Days), "integer or null"))
	}
	if _, err := a.c.Chat.KeepRoom(r.Context(), auth.PrincipalFrom(r.Context()), v.Room, days); err != nil {
		return err
	}
	return a.getRoomSummary(w, r)
}

// giveRoom makes a person the owner of a room.
func (a *API) giveRoom(w http.ResponseWriter, r *http.Request) error {
	v, err := a.askedRoom(r)
	if err != nil {
		return err
	}
	var in struct {
		User *int64 `json:"user"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if in.User == nil {
		return chat.Violates(hipchat.Required("user"))
	}
	if _, err := a.c.Chat.GiveRoom(r.Context(), auth.PrincipalFrom(r.Context()), v.Room, *in.User); err != nil {
		return err
	}
	return a.getRoomSummary(w, r)
}

// deleteNamedRoom deletes a room with all that was said in it. Its name must be given as it is: a number alone is easily
// another one.
func (a *API) deleteNamedRoom(w http.ResponseWriter, r *http.Request) error {
	v, err := a.askedRoom(r)
	if err != nil {
		return err
	}
	var in struct {
		Name string `json:"name"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if in.Name != v.Name {
		return chat.Violates(&hipchat.Violation{Field: "name", Rule: hipchat.RuleFormat, Value: in.Name, Expected: "the room's name, " + v.Name})
	}
	if err := a.c.Chat.DeleteRoom(r.Context(), auth.PrincipalFrom(r.Context()), strconv.FormatInt(v.ID, 10)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
