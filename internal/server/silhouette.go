package server

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"sync"
)

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
