package compat

// The rules of the form "sender".
const (
	nothingArrives   = "nothing-arrives"
	wrongScheme      = "wrong-scheme"
	dropsPrefix      = "drops-prefix"
	doublesSlash     = "doubles-slash"
	wrongRoom        = "wrong-room"
	wrongToken       = "wrong-token"
	refusedBody      = "refused-body"
	rawRoomName      = "raw-room-name"
	ignoresStatus    = "ignores-status"
	ignoresRedirect  = "ignores-redirect"
	hurriesAfter429  = "hurries-after-429"
	repeatsForever   = "repeats-forever"
	doesNotEnd       = "does-not-end"
	noTimeLimit      = "no-time-limit"
	failsThoughTaken = "fails-though-taken"
)

func senderRules() []Rule {
	return []Rule{
		{nothingArrives, Broken, []string{"IG-02", "IG-05"}, "Nothing arrives at the address that it was given",
			"Use the address as it is given, with its scheme, its port and its path, and put nothing but the method's path behind it."},
		{wrongScheme, Broken, []string{"IG-02", "IG-05"}, "It speaks another protocol than the address says (http or https)",
			"Use the scheme of the address that was given; where only a host is asked for, ask for the whole base URL instead."},
		{dropsPrefix, Broken, []string{"IG-02", "IG-05"}, "It drops the path of the base URL",
			"Append to the base URL (base + \"/v2/room/…\") instead of replacing its path, as resolving \"/v2/room/…\" against it does."},
		{doublesSlash, Advice, []string{"IG-02", "IG-05"}, "A base URL with a slash at its end gives a path with two",
			"Take slashes off the end of the base URL before appending to it: some servers and proxies do not take // for /."},
		{wrongRoom, Broken, nil, "What it says arrives in another room",
			"Put the room that was given, by id or name, into the path (v2) or into room_id (v1)."},
		{wrongToken, Broken, []string{"IG-02", "IG-05"}, "It does not send the token that it was given",
			"Send the token as \"Authorization: Bearer TOKEN\" or as the parameter auth_token."},
		{refusedBody, Broken, nil, "The server refuses what it sends",
			"Send what the method documents: for a notification a JSON object (v2) or a form (v1) with a message that is not empty, and a known color and message_format."},
		{rawRoomName, Advice, []string{"IG-05"}, "A room's name with a blank in it does not arrive as it was given",
			"Percent-encode the name as one segment of the path: \"Boiler Room\" is Boiler%20Room there."},
		{ignoresStatus, Broken, nil, "It ends as if all were well although the server refused",
			"Look at the status of the answer, and end with an exit code that is not 0 unless it is from 200 to 299 (curl: --fail)."},
		{ignoresRedirect, Advice, nil, "It does not follow a redirection that keeps method and body (307)",
			"Follow 307 and 308 with the same method and body (curl: --location): servers send them when they move, or to https."},
		{hurriesAfter429, Advice, nil, "It calls again at once when it is told to slow down (429)",
			"Wait until X-Ratelimit-Reset (or as long as Retry-After says) before calling again, or give up and say so."},
		{repeatsForever, Broken, nil, "It repeats a call without end",
			"Repeat a few times at most, waiting longer each time, and then end with an exit code that is not 0."},
		{doesNotEnd, Broken, nil, "It does not end after its call was answered",
			"End when the answer is there: close what keeps the program alive, like a connection, a timer or a question at the terminal."},
		{noTimeLimit, Advice, []string{"IG-08"}, "It waits without end for a server that does not answer",
			"Set a time limit for the whole call (as curl's --max-time or AbortSignal.timeout does) and end with an exit code that is not 0."},
		{failsThoughTaken, Broken, nil, "It ends with an error although the server took the message",
			"Take every status from 200 to 299 for success: API v2 answers 204 without a body."},
	}
}
