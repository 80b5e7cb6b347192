package realtime

// RecheckAll closes with code 4001 the sessions whose credential is not good any more, and asks anew what each of the
// others may watch. Of whom that cannot be asked has to come back.
func (h *Hub) RecheckAll(good Good) {
	var unknown error // one of those that are all alike
	for _, s := range h.all() {
		if err := s.endUnless(good); err != nil {
			unknown = err
		}
	}
	h.report(unknown)
	for _, conversationID := range h.topics.all() {
		h.recheckAll(conversationID)
	}
}
