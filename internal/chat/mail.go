package chat

import "time"

// MailServer is who mail is handed to.
type MailServer struct {
	Host           string
	Port           int
	Security       MailSecurity
	Username       string // empty: nobody signs in
	SealedPassword []byte
	Sender         string // the address that mail comes from
}

// MailSecurity is how the way to a mail server is encrypted.
type MailSecurity string

// Without encryption nobody signs in.
const (
	MailStartTLS MailSecurity = "starttls"
	MailTLS      MailSecurity = "tls" // from the first byte
	MailPlain    MailSecurity = "none"
)

// MailNotice is an event that calls for a person and that they may have to be told of by mail.
type MailNotice struct {
	UserID         int64
	ConversationID int64
	Seq            int64
	At             time.Time
}

// MailWait says since when somebody's oldest notice waits.
type MailWait struct {
	UserID int64
	Since  time.Time
}
