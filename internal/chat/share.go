package chat

import (
	"context"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/markup"
)

// MayPost answers the conversation that a target names when the caller may post there now, for those who have much to
// do before they can.
func (s *Service) MayPost(ctx context.Context, p *Principal, to Target) (conversationID int64, err error) {
	id, room, err := s.resolve(ctx, p, to)
	if err == nil && room != nil && room.Archived {
		err = Errorf(Invalid, "Room '%s' is archived: messages cannot be sent in archived rooms", room.Name)
	}
	return id, err
}

// links are the draft's own previews, or what its text tells of its last URL without fetching anything: that it is a
// picture. spec: rest-v2, 2.3, 2.7.
func (d *Draft) links() []LinkPreview {
	if d.Links != nil || d.Format != FormatText || !strings.Contains(d.Body, "://") {
		return d.Links
	}
	if link := markup.LastURL(d.Body); isPictureURL(link) {
		return []LinkPreview{{Type: hipchat.LinkTypeImage, URL: link, ImageURL: link}}
	}
	return nil
}

func isPictureURL(link string) bool {
	u, err := url.Parse(link)
	return err == nil && slices.Contains([]string{".png", ".jpg", ".jpeg", ".gif", ".webp"}, strings.ToLower(path.Ext(u.Path)))
}
