package hipchat

import (
	"context"
	"iter"
	"net/url"
)

// EmoticonsQuery says which emoticons to list. The zero value asks for all of them.
type EmoticonsQuery struct {
	Page
	Type string // EmoticonGlobal or EmoticonGroup; empty: both
}

func (e EmoticonsQuery) values() url.Values {
	q := e.Page.values()
	if e.Type != "" {
		q.Set("type", e.Type)
	}
	return q
}

// GetAllEmoticons answers one page of the emoticons: stubs, unless "items" is expanded. spec: rest-v2, get_all_emoticons
func (c *Client) GetAllEmoticons(ctx context.Context, q EmoticonsQuery) (List[Emoticon], error) {
	return getPage[Emoticon](ctx, c.caller, "get_all_emoticons", path{"emoticon"}, q.values())
}

// Emoticons walks through all the pages of GetAllEmoticons.
func (c *Client) Emoticons(ctx context.Context, q EmoticonsQuery) iter.Seq2[Emoticon, error] {
	return walk[Emoticon](ctx, c.caller, "get_all_emoticons", path{"emoticon"}, q.values())
}

// GetEmoticon answers an emoticon by its id or its shortcut, which has no parentheses here. spec: rest-v2, get_emoticon
func (c *Client) GetEmoticon(ctx context.Context, emoticon ID) (e Emoticon, err error) {
	err = c.get(ctx, "get_emoticon", path{"emoticon", emoticon}, nil, &e)
	return e, err
}
