package picture_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/stoachat/stoa/internal/picture"
)

// drawing is a red rectangle of the size.
func drawing(width, height int) image.Image {
	img := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.RGBA{200, 0, 0, 255}})
	return img
}

func encoded(t testing.TB, mediaType string, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch mediaType {
	case "image/png":
		err = png.Encode(&b, img)
	case "image/gif":
		err = gif.Encode(&b, img, nil)
	case "image/jpeg":
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPicturesAreShrunkAndWrittenAnew(t *testing.T) {
	for _, c := range []struct {
		mediaType, want         string
		width, height, toW, toH int
	}{
		{"image/png", "image/png", 400, 200, 125, 62},
		{"image/gif", "image/png", 50, 500, 12, 125},
		{"image/jpeg", "image/jpeg", 300, 300, 125, 125},
		{"image/jpeg", "image/jpeg", 30, 20, 30, 20},
		{"image/png", "image/png", 2000, 1, 125, 1},
	} {
		b := append(encoded(t, c.mediaType, drawing(c.width, c.height)), "<script>hidden</script>"...)
		out, mediaType, err := shrink(t, b, picture.TypeOf(b), 125)
		if err != nil || mediaType != c.want || bytes.Contains(out, []byte("script")) {
			t.Errorf("%s became %s, %v", c.mediaType, mediaType, err)
		}
		if w, h, err := picture.Size(bytes.NewReader(out), mediaType); err != nil || w != c.toW || h != c.toH {
			t.Errorf("%d×%d became %d×%d, want %d×%d, %v", c.width, c.height, w, h, c.toW, c.toH, err)
		}
	}
}

func shrink(t testing.TB, b []byte, mediaType string, longest int) (out []byte, outType string, err error) {
	err = picture.NewDecoder(1).Decode(t.Context(), bytes.NewReader(b), mediaType, func(p picture.Picture) error {
		out, outType, err = p.Fit(longest).Encode()
		return err
	})
	return out, outType, err
}

// huge is a PNG that says that it is 65,000 pixels wide and high, in a few bytes.
func huge(t *testing.T) []byte {
	t.Helper()
	b := encoded(t, "image/png", drawing(1, 1))
	binary.BigEndian.PutUint32(b[16:], 65000)
	binary.BigEndian.PutUint32(b[20:], 65000)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

func TestAPictureThatWouldFillTheMemoryIsNotDecoded(t *testing.T) {
	b := huge(t)
	if _, _, err := shrink(t, b, "image/png", 125); !errors.Is(err, picture.ErrTooLarge) {
		t.Errorf("decode: %v", err)
	}
}

func TestWhatIsNoPictureIsSaidToBeNone(t *testing.T) {
	half := encoded(t, "image/png", drawing(100, 100))
	for what, b := range map[string][]byte{
		"text": []byte("hello"), "nothing": nil, "SVG": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "half a picture": half[:len(half)-20],
	} {
		if _, _, err := shrink(t, b, picture.TypeOf(b), 125); !errors.Is(err, picture.ErrFormat) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

var texts = []struct {
	text string
	want string // empty: refused
}{
	{"SGVsbG8=", "Hello"},
	{"SGVsbG8", "Hello"},
	{"SGVs\r\nbG8=\n", "Hello"},
	{"data:image/png;base64,SGVsbG8=", "Hello"},
	{"DATA:image/png;charset=utf-8;Base64, SGVsbG8=", "Hello"},
	{"-_-_", "\xfb\xff\xbf"},
	{"data:image/png,raw", ""},
	{"not base64!", ""},
	{"", ""},
	{"data:image/png;base64,", ""},
}

func TestPicturesComeAsBase64OrDataURL(t *testing.T) {
	for _, c := range texts {
		b, err := picture.FromText(c.text)
		if c.want == "" && !errors.Is(err, picture.ErrBase64) || c.want != "" && string(b) != c.want {
			t.Errorf("%q: %q, %v", c.text, b, err)
		}
	}
}

func FuzzFromText(f *testing.F) {
	for _, c := range texts {
		f.Add(c.text)
	}
	small := encoded(f, "image/gif", drawing(2, 2))
	f.Add("data:image/gif;base64," + base64.StdEncoding.EncodeToString(small))
	f.Add(base64.URLEncoding.EncodeToString(encoded(f, "image/jpeg", drawing(3, 2))))
	f.Fuzz(func(t *testing.T, text string) {
		b, err := picture.FromText(text)
		if err != nil {
			return
		}
		out, mediaType, err := shrink(t, b, picture.TypeOf(b), 125)
		if errors.Is(err, picture.ErrFormat) || errors.Is(err, picture.ErrTooLarge) {
			return
		}
		if w, h, sizeErr := picture.Size(bytes.NewReader(out), mediaType); err != nil || sizeErr != nil || max(w, h) > 125 {
			t.Errorf("%d×%d %s, %v, %v", w, h, mediaType, err, sizeErr)
		}
	})
}
