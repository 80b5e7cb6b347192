package view

import (
	"net/url"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// File is a shared file with its addresses, which need no token. spec: rest-v2, 2.8.
func (v *View) File(f chat.File, userID int64) *hipchat.File {
	out := &hipchat.File{Name: f.Name, Size: f.Size, URL: v.fileURL(f.Key, userID, f.Name)}
	if f.Thumb {
		out.ThumbURL = v.fileURL(f.Key, userID, f.ThumbName())
	}
	return out
}

func (v *View) fileURL(key string, userID int64, name string) string {
	return v.URL("/files/1/" + id(userID) + "/" + key + "/" + url.PathEscape(name))
}

// messageLinks are the previews of a message. spec: rest-v2, 2.7.
func messageLinks(previews []chat.LinkPreview) []hipchat.MessageLink {
	var links []hipchat.MessageLink
	for _, p := range previews {
		link := hipchat.MessageLink{Type: p.Type, URL: p.URL}
		switch p.Type {
		case hipchat.LinkTypeImage:
			link.Image = &hipchat.ImagePreview{Image: p.ImageURL, Name: p.Title}
		case hipchat.LinkTypeVideo:
			link.Video = &hipchat.VideoPreview{ThumbnailURL: p.ImageURL, Author: p.Author, Title: p.Title}
		default:
			link.Link = &hipchat.LinkPreview{
				Title: p.Title, Description: p.Description, HeaderText: p.Title, LinkText: hostOf(p.URL), FaviconURL: p.IconURL, FullURL: p.URL,
			}
		}
		links = append(links, link)
	}
	return links
}

func hostOf(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return u.Host
}
