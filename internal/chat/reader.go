package chat

// Reader is whose conversations are meant: open rooms, the person's private rooms and one-to-one chats. The store selects
// them with one question, as Service.CanRead decides about each.
type Reader struct {
	UserID   int64
	All      bool  // also all private rooms
	Delegate bool  // also private rooms that delegated administrators see
	Guest    bool  // RoomID alone, while it is open to guests
	RoomID   int64 // only this room; 0: any
}

// Reader is the caller, a person, as a reader.
func (p *Principal) Reader() Reader {
	return Reader{UserID: p.User.ID, All: p.GroupAdmin(), Delegate: p.User.Delegate, Guest: p.User.Guest, RoomID: p.RoomID}
}
