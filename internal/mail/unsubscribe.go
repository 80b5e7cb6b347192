package mail

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// Links are what ends mail to somebody, without signing in. A link is sealed, so nobody makes one up.
type Links struct {
	Base   string
	Sealer Sealer
}

// purpose tells these links from everything else that is sealed.
const purpose = "no more mail to "

// End is the link that ends mail to a person.
func (l Links) End(userID int64) string {
	sealed := l.Sealer.Seal(purpose + strconv.FormatInt(userID, 10))
	return l.Base + "/api/mail/unsubscribe?token=" + base64.RawURLEncoding.EncodeToString(sealed)
}

// Who answers whose mail a link's token ends.
func (l Links) Who(token string) (userID int64, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return 0, false
	}
	text, err := l.Sealer.Open(sealed)
	if err != nil {
		return 0, false
	}
	id, found := strings.CutPrefix(text, purpose)
	userID, err = strconv.ParseInt(id, 10, 64)
	return userID, found && err == nil
}
