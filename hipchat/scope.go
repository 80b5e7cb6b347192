package hipchat

// Scope is one of the rights that a token can hold. spec: auth, 5.
type Scope struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

// The ids of the nine scopes.
const (
	ScopeAdminGroup       = "admin_group"
	ScopeAdminRoom        = "admin_room"
	ScopeImportData       = "import_data"
	ScopeManageRooms      = "manage_rooms"
	ScopeSendMessage      = "send_message"
	ScopeSendNotification = "send_notification"
	ScopeViewGroup        = "view_group"
	ScopeViewMessages     = "view_messages"
	ScopeViewRoom         = "view_room"
)

// Scopes lists the nine scopes with the exact names and descriptions of the capabilities document, in order of id.
func Scopes() []Scope {
	return []Scope{
		{ScopeAdminGroup, "Administer Group", "Perform group administrative tasks. Note that this scope is restricted from updating the group owner's profile."},
		{ScopeAdminRoom, "Administer Room", "Perform room administrative tasks"},
		{ScopeImportData, "Import Data", "Import users, rooms, and chat history. Only available for select add-ons."},
		{ScopeManageRooms, "Manage Rooms", "Create, update, and remove rooms"},
		{ScopeSendMessage, "Send Message", "Send private one-on-one messages"},
		{ScopeSendNotification, "Send Notification", "Send room notifications"},
		{ScopeViewGroup, "View Group", "View users, rooms, and other group information"},
		{ScopeViewMessages, "View Messages", "View messages from chat rooms and private chats you have access to"},
		{ScopeViewRoom, "View Room", "View room information and participants, but not history"},
	}
}

// ScopeByID finds a scope; ok is false for an id that HipChat does not have.
func ScopeByID(id string) (s Scope, ok bool) {
	for _, s := range Scopes() {
		if s.ID == id {
			return s, true
		}
	}
	return Scope{}, false
}
