package server

import (
	"bytes"
	"html/template"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"sync"
)

// The pages that the texts of 401 answers point to. spec: auth, 2; rest-v1, 2.2.
const (
	v1AuthPage = `<h1>Authentication for API v1</h1>
<p>Every call needs an <code>auth_token</code>, in the query or in the form. Tokens of API v1 have 30 hexadecimal digits and are a
namespace of their own: a token of API v2 does not work here.</p>
<p>A room administrator makes a notification token on the room's Integrate page. A group administrator makes one for the
whole group with <code>stoa token create --v1 admin --name NAME</code>.</p>
<pre>curl -d 'room_id=ROOM&amp;from=CI&amp;message=Hello' '{{.}}/v1/rooms/message?format=json&amp;auth_token=TOKEN'</pre>
<p>Add <code>auth_test=true</code> to any call to test a token without doing anything.</p>`

	v2AuthPage = `<h1>Authentication for API v2</h1>
<p>Send the token as <code>Authorization: Bearer TOKEN</code>, or as <code>?auth_token=TOKEN</code>. Tokens of API v2 have 40 letters and
digits; a token of API v1 does not work here.</p>
<p>A room administrator makes a room's token on its Integrate page. A person gets one from <code>POST {{.}}/v2/oauth/token</code>
with <code>grant_type=password</code>; an add-on with <code>grant_type=client_credentials</code> and the client that it was given when it
was installed.</p>
<pre>curl -d '{"message":"Hello","message_format":"text"}' -H 'Content-Type: application/json' \
  '{{.}}/v2/room/ROOM/notification?auth_token=TOKEN'</pre>
<p>Add <code>auth_test=true</code> to any call to test a token without doing anything.</p>`

	pageFrame = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Authentication</title><main>`
)

func authPage(text, base string) http.HandlerFunc {
	var page bytes.Buffer
	err := template.Must(template.New("auth").Parse(pageFrame+text+"</main></html>\n")).Execute(&page, base)
	return func(w http.ResponseWriter, _ *http.Request) {
		if err != nil {
			http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
		_, _ = w.Write(page.Bytes())
	}
}

const silhouetteSize = 125

// silhouette is the picture of people who have none: API v1 always answers a photo_url. spec: rest-v1, 6.1.
var silhouetteImage = sync.OnceValue(func() []byte {
	img := image.NewPaletted(image.Rect(0, 0, silhouetteSize, silhouetteSize), color.Palette{
		color.RGBA{0xd5, 0xda, 0xe0, 0xff}, color.RGBA{0x8c, 0x96, 0xa3, 0xff},
	})
	inside := func(x, y, cx, cy, r int) bool { return (x-cx)*(x-cx)+(y-cy)*(y-cy) <= r*r }
	for y := range silhouetteSize {
		for x := range silhouetteSize {
			if inside(x, y, 62, 46, 24) || inside(x, y, 62, 124, 46) {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // a buffer takes everything
	return b.Bytes()
})

func silhouette(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, _ = w.Write(silhouetteImage())
}
