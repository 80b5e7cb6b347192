package reference

// documentedV1 is all of API v1: there were no more methods than these. spec: rest-v1, 1.2.
func documentedV1() []Documented {
	return []Documented{
		{Verb: "POST", Path: "/v1/rooms/create", Name: "rooms/create", Callers: v1Admin, Status: 200},
		{Verb: "POST", Path: "/v1/rooms/delete", Name: "rooms/delete", Callers: v1Admin, Status: 200},
		{Verb: "GET", Path: "/v1/rooms/history", Name: "rooms/history", Callers: v1Admin, Status: 200},
		{Verb: "GET", Path: "/v1/rooms/list", Name: "rooms/list", Callers: v1Admin, Status: 200},
		{Verb: "POST, GET", Path: "/v1/rooms/message", Name: "rooms/message", Callers: v1Any, Status: 200},
		{Verb: "GET", Path: "/v1/rooms/show", Name: "rooms/show", Callers: v1Admin, Status: 200},
		{Verb: "POST", Path: "/v1/rooms/topic", Name: "rooms/topic", Callers: v1Any, Status: 200},
		{Verb: "POST", Path: "/v1/users/create", Name: "users/create", Callers: v1Admin, Status: 200},
		{Verb: "POST", Path: "/v1/users/delete", Name: "users/delete", Callers: v1Admin, Status: 200},
		{Verb: "GET", Path: "/v1/users/list", Name: "users/list", Callers: v1Admin, Status: 200},
		{Verb: "GET", Path: "/v1/users/show", Name: "users/show", Callers: v1Admin, Status: 200},
		{Verb: "POST", Path: "/v1/users/undelete", Name: "users/undelete", Callers: v1Admin, Status: 200},
		{Verb: "POST", Path: "/v1/users/update", Name: "users/update", Callers: v1Admin, Status: 200},
	}
}
