package bench

import (
	"bytes"
	"fmt"
)

// mark stands before a post's number, by which whoever hears it knows it again.
const mark = "Build #"

// numbered is the notification with a number.
func numbered(n int) string {
	return fmt.Sprintf(`{"color":"green","message":"%s","notify":false,"message_format":"text"}`, sentence(n))
}

// sentence is what a notification says.
func sentence(n int) string {
	return fmt.Sprintf(mark+"%d of stoa/main by Ann Example passed after 3 min 12 s: "+
		"1843 tests, 0 failed, coverage 84.1 %%, artifacts are kept", n)
}

// numberIn finds the number in what was heard.
func numberIn(text []byte) (n int, found bool) {
	at := bytes.Index(text, []byte(mark))
	if at < 0 {
		return 0, false
	}
	for _, digit := range text[at+len(mark):] {
		if digit < '0' || digit > '9' || n > 1<<40 {
			break
		}
		n, found = 10*n+int(digit-'0'), true
	}
	return n, found
}
