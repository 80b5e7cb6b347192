package files

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/picture"
)

// MaxPicture bounds an avatar or photo as it is sent, in bytes; MaxPictureText is the same in base64.
const (
	MaxPicture     = 8 << 20
	MaxPictureText = MaxPicture/3*4 + 1<<10
)

// The longest sides of avatars and photos in pixels. spec: rest-v2, 4.16.
const (
	smallSide = 125
	bigSide   = 512
)

// Avatar reads the picture that a field of a body holds in base64 and makes both sizes of it.
// spec: rest-v2, 4.8 update_room_avatar
func (l *Library) Avatar(ctx context.Context, field, text string) (chat.Picture, error) {
	b, err := read(field, text, MaxPicture)
	if err != nil {
		return chat.Picture{}, err
	}
	pic, err := ReadAvatar(ctx, l.Pictures, b)
	return pic, badPicture(field, err)
}

// ReadAvatar makes both sizes of a picture that somebody sent. Its errors are those of package picture.
func ReadAvatar(ctx context.Context, pictures *picture.Decoder, b []byte) (pic chat.Picture, err error) {
	mediaType, err := typeOf(b)
	if err != nil {
		return pic, err
	}
	err = pictures.Decode(ctx, bytes.NewReader(b), mediaType, func(p picture.Picture) (err error) {
		if pic.Big, pic.Type, err = p.Fit(bigSide).Encode(); err != nil {
			return err
		}
		pic.Small, _, err = p.Fit(smallSide).Encode()
		return err
	})
	pic.Key = newKey(pic.Type)
	return pic, err
}

// emoticonSide is the longest side of emoticons in pixels; MaxEmoticon bounds their bytes as they are sent.
const (
	emoticonSide = 128
	MaxEmoticon  = 256 << 10
)

// Emoticon reads the picture of an emoticon, which is shrunk when it is too large. An animated one stays as it is, so
// it must be small enough.
func (l *Library) Emoticon(ctx context.Context, field, text string) (chat.Emoticon, chat.Picture, error) {
	b, err := read(field, text, MaxEmoticon)
	if err != nil {
		return chat.Emoticon{}, chat.Picture{}, err
	}
	e, pic, err := ReadEmoticon(ctx, l.Pictures, b)
	return e, pic, badPicture(field, err)
}

// ReadEmoticon is Emoticon of bytes. Its errors are those of package picture.
func ReadEmoticon(ctx context.Context, pictures *picture.Decoder, b []byte) (e chat.Emoticon, pic chat.Picture, err error) {
	mediaType, err := typeOf(b)
	if err != nil {
		return e, pic, err
	}
	pic = chat.Picture{Type: mediaType, Small: b}
	err = pictures.Decode(ctx, bytes.NewReader(b), mediaType, func(p picture.Picture) (err error) {
		if mediaType == "image/gif" && max(p.Width(), p.Height()) > emoticonSide {
			return picture.ErrTooLarge
		}
		p = p.Fit(emoticonSide)
		e.Width, e.Height = p.Width(), p.Height()
		if mediaType != "image/gif" {
			pic.Small, pic.Type, err = p.Encode()
		}
		return err
	})
	pic.Key = newKey(pic.Type)
	return e, pic, err
}

// read takes the bytes of a picture out of a field.
func read(field, text string, limit int) ([]byte, error) {
	if text == "" {
		return nil, chat.Violates(hipchat.Required(field))
	}
	b, err := picture.FromText(text)
	if err != nil {
		return nil, badPicture(field, err)
	}
	if len(b) > limit {
		return nil, chat.Errorf(chat.TooLarge, "The picture in field '%s' is larger than %d KB", field, limit>>10)
	}
	return b, nil
}

// typeOf is what the bytes of a picture say they are.
func typeOf(b []byte) (string, error) {
	mediaType := picture.TypeOf(b)
	if mediaType == "image/webp" { // not among those of the wire
		return "", picture.ErrFormat
	}
	return mediaType, nil
}

// badPicture tells the sender of a field what is wrong with it.
func badPicture(field string, err error) error {
	expected := ""
	switch {
	case errors.Is(err, picture.ErrBase64):
		expected = "a picture in base64, bare or as a data: URL"
	case errors.Is(err, picture.ErrFormat):
		expected = "a JPEG, PNG or GIF picture"
	case errors.Is(err, picture.ErrTooLarge):
		expected = "a picture with fewer pixels"
	default:
		return err
	}
	return chat.Violates(&hipchat.Violation{Field: field, Rule: hipchat.RuleFormat, Expected: expected})
}

// newKey makes an address that nothing has had, with what it is at its end.
func newKey(mediaType string) string {
	return strings.ToLower(rand.Text()) + "." + strings.TrimPrefix(mediaType, "image/")
}

// ServePicture answers /img/pictures/{size}/{key} and /img/emoticons/1/{key}. What stands at an address never changes.
func (l *Library) ServePicture(w http.ResponseWriter, r *http.Request) {
	pic, err := l.Chat.Picture(r.Context(), r.PathValue("key"))
	if errors.Is(err, chat.ErrNotFound) {
		http.NotFound(w, r)
		return
	}
	if err != nil {
		l.fail(w, r, "The picture cannot be found now", err)
		return
	}
	b := pic.Small
	if r.PathValue("size") == "big" && len(pic.Big) > 0 {
		b = pic.Big
	}
	h := w.Header()
	h.Set("Content-Type", pic.Type)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
}
