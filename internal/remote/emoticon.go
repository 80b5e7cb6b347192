package remote

import (
	"context"
	"encoding/base64"
	"net/http"
)

// Emoticon is one of the group's own.
type Emoticon struct {
	ID       int64  `json:"id"`
	Shortcut string `json:"shortcut"`
	URL      string `json:"url"`
	Type     string `json:"type"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
}

// Emoticons lists the group's own.
func (c *Client) Emoticons(ctx context.Context) ([]Emoticon, error) {
	var out list[Emoticon]
	err := c.call(ctx, http.MethodGet, "/api/emoticons?type=group", nil, &out)
	return out.Items, err
}

// AddEmoticon adds one with the picture, a PNG, JPEG or GIF.
func (c *Client) AddEmoticon(ctx context.Context, shortcut string, picture []byte) (e Emoticon, err error) {
	err = c.call(ctx, http.MethodPost, "/api/emoticons", map[string]string{
		"shortcut": shortcut, "image": base64.StdEncoding.EncodeToString(picture),
	}, &e)
	return e, err
}

// RemoveEmoticon removes one.
func (c *Client) RemoveEmoticon(ctx context.Context, id int64) error {
	return c.call(ctx, http.MethodDelete, "/api/emoticons/"+decimal(id), nil, nil)
}
