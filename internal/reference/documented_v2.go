package reference

import "slices"

// documentedV2 is the vendor's index of API v2, in its order. spec: rest-v2, 4.
func documentedV2() []Documented {
	return slices.Concat(
		documentedBasics(),
		documentedExtensions("", "global", groupAddons, "admin_group"),
		documentedExtensions("/room/{room}", "room", addons, "admin_room"),
		documentedEntities(),
		documentedImports(),
		undocumented(),
	)
}

func documentedBasics() []Documented {
	return []Documented{
		{Verb: "GET", Path: "/v2/capabilities", Name: "get_capabilities", Callers: nobody, Status: 200},
		{Verb: "GET", Path: "/v2/capabilities/addon/schema", Name: "get_addon_capabilities_schema", Callers: nobody, Status: 200},
		{Verb: "GET", Path: "/v2/emoticon", Name: "get_all_emoticons", Scopes: []string{"view_group"}, Callers: anybody, Status: 200},
		{Verb: "GET", Path: "/v2/emoticon/{emoticon}", Name: "get_emoticon", Scopes: []string{"view_group"}, Callers: anybody, Status: 200},
	}
}

// documentedExtensions are the three methods of each kind of module, under /extension and under a room's.
// spec: rest-v2, 4.10.
func documentedExtensions(place, word string, callers []string, scope string) (all []Documented) {
	for _, kind := range []struct{ segment, name string }{
		{"action", "action"}, {"dialog", "dialog"}, {"externalPage", "external_page"}, {"glance", "glance"},
		{"webPanel", "web_panel"}, {"webhook", "webhook"},
	} {
		path, name := "/v2"+place+"/extension/"+kind.segment+"/{key}", word+"_"+kind.name
		// Which scopes these methods want is stated for a room's webhooks only.
		m := Documented{Path: path, Scopes: []string{scope}, Callers: callers, Inferred: name != "room_webhook"}
		for _, verb := range []struct {
			verb, name string
			status     int
		}{{"GET", "get_", 200}, {"PUT", "create_", 201}, {"DELETE", "delete_", 204}} {
			m.Verb, m.Name, m.Status = verb.verb, verb.name+name, verb.status
			all = append(all, m)
		}
	}
	return all
}

func documentedEntities() []Documented {
	return []Documented{
		{Verb: "GET", Path: "/v2/group/{group}", Name: "view_group", Scopes: []string{"view_group"}, Callers: groupWide, Status: 200},
		{Verb: "GET", Path: "/v2/group/{group}/avatar", Name: "get_group_avatar", Scopes: []string{"view_group"}, Callers: groupWide, Status: 302},
		{Verb: "PUT", Path: "/v2/group/{group}/avatar", Name: "update_group_avatar", Scopes: []string{"admin_group"}, Callers: groupWide, Status: 204},
		{Verb: "DELETE", Path: "/v2/group/{group}/avatar", Name: "delete_group_avatar", Scopes: []string{"admin_group"}, Callers: groupWide, Status: 204},
		{Verb: "GET", Path: "/v2/group/{group}/statistics", Name: "group_statistics", Scopes: []string{"view_group"}, Callers: groupWide, Status: 200},
		{Verb: "GET", Path: "/v2/addon/{integration}/installable/{token}", Name: "get_integration_installable_data", Callers: nobody, Status: 200},
		{Verb: "POST", Path: "/v2/addon/link", Name: "create_integration_link", Callers: addons, Status: 200},
		{Verb: "GET", Path: "/v2/addon/link/{token}", Name: "invoke_integration_link", Callers: nobody, Status: 302},
		{Verb: "DELETE", Path: "/v2/addon/link/{token}", Name: "delete_integration_link", Callers: addons, Status: 204},
		{Verb: "POST", Path: "/v2/addon/ui", Name: "addon_ui_update", Callers: groupAddons, Status: 204},
		{Verb: "POST", Path: "/v2/addon/ui/room/{room}", Name: "room_addon_ui_update", Callers: addons, Status: 204},
		{Verb: "POST", Path: "/v2/addon/ui/room/{room}/user/{user}", Name: "user_in_room_addon_ui_update", Callers: addons, Status: 204},
		{Verb: "POST", Path: "/v2/addon/ui/user/{user}", Name: "user_addon_ui_update", Callers: groupAddons, Status: 204},
		{Verb: "POST", Path: "/v2/invite/user", Name: "invite_user_to_group", Scopes: []string{"admin_group"}, Callers: groupWide, Status: 200},
		{Verb: "POST", Path: "/v2/oauth/token", Name: "generate_token", Callers: nobody, Status: 200},
		{Verb: "GET", Path: "/v2/oauth/token/{token}", Name: "get_session", Callers: anybody, Status: 200},
		{Verb: "DELETE", Path: "/v2/oauth/token/{token}", Name: "delete_session", Callers: anybody, Status: 204},
		{Verb: "GET", Path: "/v2/room", Name: "get_all_rooms", Scopes: []string{"view_group", "view_room"}, Callers: groupWide, Status: 200},
		{Verb: "POST", Path: "/v2/room", Name: "create_room", Scopes: []string{"manage_rooms"}, Callers: groupWide, Status: 201},
		{Verb: "GET", Path: "/v2/room/{room}", Name: "get_room", Scopes: []string{"view_group", "view_room"}, Callers: anybody, Status: 200},
		{Verb: "PUT", Path: "/v2/room/{room}", Name: "update_room", Scopes: []string{"admin_room"}, Callers: groupWide, Status: 204},
		{Verb: "DELETE", Path: "/v2/room/{room}", Name: "delete_room", Scopes: []string{"manage_rooms"}, Callers: groupWide, Status: 204},
		{Verb: "GET", Path: "/v2/room/{room}/avatar", Name: "get_room_avatar", Scopes: []string{"view_group", "view_room"}, Callers: anybody, Status: 302},
		{Verb: "PUT", Path: "/v2/room/{room}/avatar", Name: "update_room_avatar", Scopes: []string{"admin_room"}, Callers: anybody, Status: 204},
		{Verb: "DELETE", Path: "/v2/room/{room}/avatar", Name: "delete_room_avatar", Scopes: []string{"admin_room"}, Callers: anybody, Status: 204},
		{Verb: "GET", Path: "/v2/room/{room}/history/{message}", Name: "get_room_message", Scopes: []string{"view_messages"}, Callers: anybody, Status: 200},
		{Verb: "GET", Path: "/v2/room/{room}/history", Name: "view_room_history", Scopes: []string{"view_messages"}, Callers: anybody, Status: 200},
		{Verb: "GET", Path: "/v2/room/{room}/history/latest", Name: "view_recent_room_history", Scopes: []string{"view_messages"}, Callers: anybody, Status: 200},
		{Verb: "POST", Path: "/v2/room/{room}/invite/{user}", Name: "invite_user", Scopes: []string{"admin_room"}, Callers: users, Status: 204},
		{Verb: "GET", Path: "/v2/room/{room}/member", Name: "get_all_members", Scopes: []string{"view_room"}, Callers: anybody, Status: 200},
		{Verb: "PUT", Path: "/v2/room/{room}/member/{user}", Name: "add_member", Scopes: []string{"admin_room"}, Callers: anybody, Status: 204},
		{Verb: "DELETE", Path: "/v2/room/{room}/member/{user}", Name: "remove_member", Scopes: []string{"admin_room"}, Callers: anybody, Status: 204},
		{Verb: "POST", Path: "/v2/room/{room}/message", Name: "send_message", Scopes: []string{"send_message"}, Callers: users, Status: 201},
		{Verb: "POST", Path: "/v2/room/{room}/notification", Name: "send_room_notification", Scopes: []string{"send_notification"}, Callers: anybody, Status: 204},
		{Verb: "GET", Path: "/v2/room/{room}/participant", Name: "get_all_participants", Scopes: []string{"view_room"}, Callers: anybody, Status: 200},
		{Verb: "POST", Path: "/v2/room/{room}/reply", Name: "reply_to_message", Scopes: []string{"send_message"}, Callers: users, Status: 204},
		{Verb: "POST", Path: "/v2/room/{room}/share/file", Name: "share_file_with_room", Scopes: []string{"send_message"}, Callers: users, Status: 204},
		{Verb: "POST", Path: "/v2/room/{room}/share/link", Name: "share_link_with_room", Scopes: []string{"send_message"}, Callers: users, Status: 204},
		{Verb: "GET", Path: "/v2/room/{room}/statistics", Name: "get_room_statistics", Scopes: []string{"view_group", "view_room"}, Callers: anybody, Status: 200},
		{Verb: "PUT", Path: "/v2/room/{room}/topic", Name: "set_topic", Scopes: []string{"admin_room"}, Callers: anybody, Status: 204},
		{Verb: "GET", Path: "/v2/room/{room}/webhook", Name: "get_all_webhooks", Scopes: []string{"admin_room"}, Callers: anybody, Status: 200},
		{Verb: "POST", Path: "/v2/room/{room}/webhook", Name: "create_webhook", Scopes: []string{"admin_room"}, Callers: anybody, Status: 201},
		{Verb: "GET", Path: "/v2/room/{room}/webhook/{webhook}", Name: "get_webhook", Scopes: []string{"admin_room"}, Callers: anybody, Status: 200},
		{Verb: "DELETE", Path: "/v2/room/{room}/webhook/{webhook}", Name: "delete_webhook", Scopes: []string{"admin_room"}, Callers: anybody, Status: 204},
		{Verb: "GET", Path: "/v2/user", Name: "get_all_users", Scopes: []string{"view_group"}, Callers: groupWide, Status: 200},
		{Verb: "POST", Path: "/v2/user", Name: "create_user", Scopes: []string{"admin_group"}, Callers: groupWide, Status: 201},
		{Verb: "GET", Path: "/v2/user/{user}", Name: "view_user", Scopes: []string{"view_group"}, Callers: groupWide, Status: 200},
		{Verb: "PUT", Path: "/v2/user/{user}", Name: "update_user", Scopes: []string{"admin_group"}, Callers: groupWide, Status: 204},
		{Verb: "DELETE", Path: "/v2/user/{user}", Name: "delete_user", Scopes: []string{"admin_group"}, Callers: groupWide, Status: 204},
		{Verb: "GET", Path: "/v2/user/{user}/history/{message}", Name: "get_privatechat_message", Scopes: []string{"view_messages"}, Callers: groupWide, Status: 200},
		{Verb: "GET", Path: "/v2/user/{user}/history", Name: "view_privatechat_history", Scopes: []string{"view_messages"}, Callers: users, Status: 200},
		{Verb: "GET", Path: "/v2/user/{user}/history/latest", Name: "view_recent_privatechat_history", Scopes: []string{"view_messages"}, Callers: users, Status: 200},
		{Verb: "POST", Path: "/v2/user/{user}/message", Name: "private_message_user", Scopes: []string{"send_message"}, Callers: users, Status: 204},
		{Verb: "GET", Path: "/v2/user/{user}/photo/{size}", Name: "get_photo", Scopes: []string{"view_group"}, Callers: groupWide, Status: 302},
		{Verb: "PUT", Path: "/v2/user/{user}/photo", Name: "update_photo", Scopes: []string{"admin_group"}, Callers: groupWide, Status: 204},
		{Verb: "DELETE", Path: "/v2/user/{user}/photo", Name: "delete_photo", Scopes: []string{"admin_group"}, Callers: groupWide, Status: 204},
		{Verb: "GET", Path: "/v2/user/{user}/preference/auto-join", Name: "get_auto_join_rooms", Scopes: []string{"view_group"}, Callers: groupWide, Status: 200},
		{Verb: "POST", Path: "/v2/user/{user}/share/file", Name: "share_file_with_user", Scopes: []string{"send_message"}, Callers: users, Status: 204},
		{Verb: "POST", Path: "/v2/user/{user}/share/link", Name: "share_link_with_user", Scopes: []string{"send_message"}, Callers: users, Status: 204},
		{Verb: "HEAD", Path: "/v2/health-check", Name: "health_check", Callers: nobody, Status: 200},
	}
}

// documentedImports were named in the index, with nothing said about them that survives. spec: rest-v2, 4.18.
func documentedImports() []Documented {
	const noPath = "No source has its path or its body. The name and the scope are reserved."
	return []Documented{
		{Name: "import_room_history", Scopes: []string{"import_data"}, Callers: groupAddons, LeftOut: noPath},
		{Name: "import_room_file", Scopes: []string{"import_data"}, Callers: groupAddons, LeftOut: noPath},
		{Name: "import_privatechat_history", Scopes: []string{"import_data"}, Callers: groupAddons, LeftOut: noPath},
		{Name: "import_privatechat_file", Scopes: []string{"import_data"}, Callers: groupAddons, LeftOut: noPath},
	}
}

// undocumented are what the vendor's own web client called and no page named. No integration can have relied on
// them. spec: rest-v2, 5.
func undocumented() []Documented {
	const webClient = "Never documented: only the vendor's own web client called it."
	return []Documented{
		{Verb: "POST", Path: "/v2/sync/users", LeftOut: webClient},
		{Verb: "POST", Path: "/v2/sync/rooms", LeftOut: webClient},
		{Verb: "POST", Path: "/v2/addon/sync", LeftOut: webClient},
		{Verb: "GET", Path: "/v2/addon/signed-url/{room_id}/{addon_key}/{module_attribute}/{module_key}/{timestamp}", LeftOut: webClient},
		{Verb: "GET", Path: "/v2/addon/signed-urls/{room_id}/glances", LeftOut: webClient},
		{Verb: "GET", Path: "/v2/readstate", LeftOut: webClient},
		{Verb: "PATCH", Path: "/v2/readstate", LeftOut: webClient},
		{Verb: "GET", Path: "/v2/file/{file_uuid}", LeftOut: webClient},
		{Verb: "POST", Path: "/v2/file/mget/thumbnails", LeftOut: webClient},
		{Verb: "GET", Path: "/v2/video/token", LeftOut: webClient},
		{Verb: "GET", Path: "/v2/video/callee/{user_id}/token", LeftOut: webClient},
		{Verb: "GET", Path: "/v2/flag", LeftOut: webClient},
		{Verb: "POST", Path: "/v2/flag/dismiss", LeftOut: webClient},
	}
}
