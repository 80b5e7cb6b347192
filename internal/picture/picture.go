// Package picture reads, shrinks and writes the pictures that people send: thumbnails of shared files, avatars, photos
// and emoticons. What comes in is from outside: the dimensions are looked at before anything is decoded, and few
// pictures are decoded at a time.
package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// ErrFormat says that it is no picture of a kind that is read here, or a broken one.
var ErrFormat = errors.New("not a JPEG, PNG or GIF picture")

// ErrTooLarge says that a picture has too many pixels to be decoded.
var ErrTooLarge = errors.New("the picture has too many pixels")

// maxMemory bounds what one decoded picture takes, in bytes.
const maxMemory = 128 << 20

// Decoder decodes few pictures at a time. It may be used by many goroutines.
type Decoder struct{ turns chan struct{} }

// NewDecoder makes a Decoder that has at most so many pictures in memory.
func NewDecoder(atOnce int) *Decoder { return &Decoder{make(chan struct{}, atOnce)} }

// format is one kind of picture.
type format struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

func formatOf(mediaType string) (format, bool) {
	switch mediaType {
	case "image/jpeg":
		return format{jpeg.DecodeConfig, jpeg.Decode}, true
	case "image/png":
		return format{png.DecodeConfig, png.Decode}, true
	case "image/gif":
		return format{gif.DecodeConfig, gif.Decode}, true
	case "image/webp":
		return format{webp.DecodeConfig, webp.Decode}, true
	}
	return format{}, false
}

// Size answers a picture's dimensions without decoding it.
func Size(r io.Reader, mediaType string) (width, height int, err error) {
	f, ok := formatOf(mediaType)
	if !ok {
		return 0, 0, ErrFormat
	}
	c, err := size(r, f)
	return c.Width, c.Height, err
}

func size(r io.Reader, f format) (image.Config, error) {
	c, err := f.config(r)
	if err != nil || c.Width < 1 || c.Height < 1 {
		return image.Config{}, fmt.Errorf("%w: %v", ErrFormat, err)
	}
	if int64(c.Width)*int64(c.Height) > maxMemory/bytesPerPixel(c.ColorModel) {
		return c, ErrTooLarge
	}
	return c, nil
}

func bytesPerPixel(m color.Model) int64 {
	switch m {
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	return 4
}

// Picture is a decoded picture.
type Picture struct {
	image     image.Image
	mediaType string
}

// Width and Height are in pixels.
func (p Picture) Width() int  { return p.image.Bounds().Dx() }
func (p Picture) Height() int { return p.image.Bounds().Dy() }

// Decode decodes a picture of the media type, of an animated one its first frame, and lets use have it. It waits
// while others are at it.
func (d *Decoder) Decode(ctx context.Context, r io.ReadSeeker, mediaType string, use func(Picture) error) error {
	f, ok := formatOf(mediaType)
	if !ok {
		return ErrFormat
	}
	if _, err := size(r, f); err != nil {
		return err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	select {
	case d.turns <- struct{}{}:
		defer func() { <-d.turns }()
	case <-ctx.Done():
		return ctx.Err()
	}
	img, err := f.decode(r)
	if err != nil {
		return fmt.Errorf("%w: %v", ErrFormat, err)
	}
	return use(Picture{img, mediaType})
}

// Fit shrinks a picture until its longest side is at most so many pixels. A smaller one stays as it is.
func (p Picture) Fit(longest int) Picture {
	w, h := p.Width(), p.Height()
	if w <= longest && h <= longest {
		return p
	}
	if w >= h {
		w, h = longest, max(1, h*longest/w)
	} else {
		w, h = max(1, w*longest/h), longest
	}
	small := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), p.image, p.image.Bounds(), draw.Src, nil)
	return Picture{small, p.mediaType}
}

// Encode writes a picture anew, so that nothing but its pixels comes out: a photograph as JPEG, anything else as PNG.
func (p Picture) Encode() (b []byte, mediaType string, err error) {
	var out bytes.Buffer
	if p.mediaType = EncodedType(p.mediaType); p.mediaType == "image/jpeg" {
		err = jpeg.Encode(&out, p.image, &jpeg.Options{Quality: 85})
	} else {
		err = png.Encode(&out, p.image)
	}
	return out.Bytes(), p.mediaType, err
}

// EncodedType is the media type that Encode gives a picture that came as mediaType.
func EncodedType(mediaType string) string {
	if mediaType == "image/jpeg" {
		return mediaType
	}
	return "image/png"
}
