package files

import (
	"bytes"
	"context"
	"errors"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/picture"
)

// thumbSide is a thumbnail's longest side in pixels: what the page shows, on a screen of double density.
const thumbSide = 640

// MakeThumb notes a picture's dimensions and stores a small copy. What looks like a picture and cannot be read is a
// file like any other.
func MakeThumb(ctx context.Context, b Bytes, pictures *picture.Decoder, f *chat.File) error {
	r, err := b.Open(ctx, original(f.Key))
	if err != nil {
		return err
	}
	defer r.Close()
	var small []byte
	err = pictures.Decode(ctx, r, f.Type, func(p picture.Picture) (err error) {
		f.Width, f.Height = p.Width(), p.Height()
		small, _, err = p.Fit(thumbSide).Encode()
		return err
	})
	if errors.Is(err, picture.ErrFormat) || errors.Is(err, picture.ErrTooLarge) {
		return nil
	}
	if err != nil {
		return err
	}
	f.Thumb = true
	_, err = b.Put(ctx, thumb(f.Key), bytes.NewReader(small))
	return err
}
