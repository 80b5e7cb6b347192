package hipchat

// Successor is the method of API v2 that does what one of API v1 did.
type Successor struct {
	Name   string // send_room_notification
	Method string // POST
	Path   string // /v2/room/{room}/notification
}

// SuccessorOf finds what to call instead of a method of API v1, such as rooms/message; ok is false where API v2 has
// nothing like it. spec: rest-v1, 1.2.
func SuccessorOf(v1 string) (s Successor, ok bool) {
	switch v1 {
	case "rooms/create":
		s = Successor{"create_room", "POST", "/v2/room"}
	case "rooms/delete":
		s = Successor{"delete_room", "DELETE", "/v2/room/{room}"}
	case "rooms/history":
		s = Successor{"view_room_history", "GET", "/v2/room/{room}/history"}
	case "rooms/list":
		s = Successor{"get_all_rooms", "GET", "/v2/room"}
	case "rooms/message":
		s = Successor{"send_room_notification", "POST", "/v2/room/{room}/notification"}
	case "rooms/show":
		s = Successor{"get_room", "GET", "/v2/room/{room}"}
	case "rooms/topic":
		s = Successor{"set_topic", "PUT", "/v2/room/{room}/topic"}
	case "users/create":
		s = Successor{"create_user", "POST", "/v2/user"}
	case "users/delete":
		s = Successor{"delete_user", "DELETE", "/v2/user/{user}"}
	case "users/list":
		s = Successor{"get_all_users", "GET", "/v2/user"}
	case "users/show":
		s = Successor{"view_user", "GET", "/v2/user/{user}"}
	case "users/update":
		s = Successor{"update_user", "PUT", "/v2/user/{user}"}
	}
	return s, s.Name != ""
}
