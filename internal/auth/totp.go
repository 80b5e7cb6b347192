package auth

import (
	"crypto/subtle"
	"fmt"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

const (
	totpStep = 30 * time.Second
	totpSkew = 1 // steps that an authenticator's clock may be off, to either side
)

// newTOTP makes a secret, and the address that authenticators read from a picture.
func newTOTP(issuer, account string) (secret, address string, err error) {
	// A colon divides the two in the address, and there is no way to write one that does not.
	key, err := totp.Generate(totp.GenerateOpts{
		Issuer: strings.ReplaceAll(issuer, ":", " "), AccountName: strings.ReplaceAll(account, ":", " "), SecretSize: 20,
	})
	if err != nil {
		return "", "", fmt.Errorf("make secret: %w", err)
	}
	return key.Secret(), key.URL(), nil
}

// stepOf answers for which step of time the code is, among those that the clock's skew allows. All of them are looked at,
// whichever it is.
func stepOf(secret, code string, at time.Time) (step int64, ok bool, err error) {
	now := at.Unix() / int64(totpStep/time.Second)
	for s := now - totpSkew; s <= now+totpSkew; s++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(s), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, false, fmt.Errorf("code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok, nil
}

// Drawing is a QR code as a path of SVG in a square of Size units, for a page that lets in no picture of others.
type Drawing struct {
	Size int    `json:"size"`
	Path string `json:"path"`
}

// quiet is how many units stay empty around a QR code.
const quiet = 4

func draw(text string) (Drawing, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return Drawing{}, fmt.Errorf("QR code: %w", err)
	}
	var path strings.Builder
	size := code.Bounds().Dx()
	for y := range size {
		for x := range size {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return Drawing{Size: size + 2*quiet, Path: path.String()}, nil
}
