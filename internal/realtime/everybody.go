package realtime

import "github.com/stoachat/stoa/internal/chat"

// RecheckAll closes with code 4001 the sessions whose credential is not good any more, and asks anew what each of the
// others may watch.
func (h *Hub) RecheckAll(good func(*chat.Principal) bool) {
	for _, s := range h.all() {
		if !good(s.principal) {
			s.out.close(closeSignedOut, "signed out")
		}
	}
	for _, conversationID := range h.topics.all() {
		h.recheckAll(conversationID)
	}
}
