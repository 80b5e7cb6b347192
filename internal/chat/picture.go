package chat

import (
	"context"
	"errors"
)

// Picture is an avatar, a photo or an emoticon. Its key is never used for another one.
type Picture struct {
	Key   string // with an extension that tells the type
	Type  string // image/png, image/jpeg, image/gif
	Small []byte // 125 pixels at its longest side; of an emoticon all there is
	Big   []byte // 512
}

// PictureStore keeps pictures. Those that set one replace the picture before, or with nil remove it, and give what it
// belongs to a new version.
type PictureStore interface {
	Picture(ctx context.Context, key string) (Picture, error)
	SetRoomAvatar(ctx context.Context, roomID int64, pic *Picture) error
	SetUserPhoto(ctx context.Context, userID int64, pic *Picture) error
	SetGroupAvatar(ctx context.Context, pic *Picture) error

	Emoticons(ctx context.Context) ([]Emoticon, error) // in order of their shortcuts
	AddEmoticon(ctx context.Context, e Emoticon, pic Picture) (Emoticon, error)
	DeleteEmoticon(ctx context.Context, id int64) error
}

// Picture answers a picture with its bytes, ErrNotFound when there is none.
func (s *Service) Picture(ctx context.Context, key string) (Picture, error) {
	if !storable(key) {
		return Picture{}, ErrNotFound
	}
	return s.store.Picture(ctx, key)
}

// SetRoomAvatar changes a room's picture; nil removes it. spec: rest-v2, 4.8 update_room_avatar.
func (s *Service) SetRoomAvatar(ctx context.Context, p *Principal, ref string, pic *Picture) error {
	r, err := s.Room(ctx, p, ref)
	if err != nil {
		return err
	}
	if err := s.CanAdminister(ctx, p, r); err != nil {
		return err
	}
	err = s.store.SetRoomAvatar(ctx, r.ID, pic)
	s.rooms.Clear()
	if errors.Is(err, ErrNotFound) {
		return noRoom(ref)
	}
	s.live.SendConversation(r.ConversationID, conversationsFrame)
	return err
}

// SetUserPhoto changes somebody's picture; nil removes it. Everybody may change their own. spec: rest-v2, 4.14.
func (s *Service) SetUserPhoto(ctx context.Context, p *Principal, ref string, pic *Picture) error {
	u, err := s.User(ctx, ref)
	if err != nil {
		return err
	}
	if u.ID != p.UserID() {
		if err := MayChange(p, u); err != nil {
			return err
		}
	}
	err = s.store.SetUserPhoto(ctx, u.ID, pic)
	s.mentions.Clear()
	return err
}

// SetGroupAvatar changes the group's picture; nil removes it. spec: rest-v2, 4.16 update_group_avatar.
func (s *Service) SetGroupAvatar(ctx context.Context, p *Principal, pic *Picture) error {
	if !p.GroupAdmin() {
		return Errorf(Forbidden, "Only a group administrator may change the group's avatar")
	}
	return s.store.SetGroupAvatar(ctx, pic)
}
