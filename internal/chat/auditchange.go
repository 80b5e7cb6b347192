package chat

import "strconv"

// auditChanges collects what is different between two states of a thing.
type auditChanges []AuditChange

func (c *auditChanges) text(field, from, to string) {
	if from != to {
		*c = append(*c, AuditChange{field, from, to})
	}
}

func (c *auditChanges) flag(field string, from, to bool) {
	c.text(field, strconv.FormatBool(from), strconv.FormatBool(to))
}

// auditUser is what the audit log says of a change of an account. A new password is named, a new role makes the entry one
// about the role.
func auditUser(before, after User, patch UserPatch) AuditEntry {
	var c auditChanges
	c.text("name", before.Name, after.Name)
	c.text("mention_name", before.MentionName, after.MentionName)
	c.text("email", before.Email, after.Email)
	c.text("title", before.Title, after.Title)
	c.text("timezone", before.Timezone, after.Timezone)
	e := AuditEntry{Kind: AuditUserUpdated, Target: before.auditTarget()}
	if patch.PasswordHash != nil {
		e.Kind = AuditUserPassword
		c = append(c, AuditChange{Field: "password"})
	}
	if from, to := RoleName(before), RoleName(after); from != to {
		e.Kind = AuditUserRole
		c.text("role", from, to)
	}
	e.Changes = c
	return e
}

// auditNewUser is what it says of an account that is made.
func auditNewUser(u User) AuditEntry {
	return AuditEntry{Kind: AuditUserCreated, Target: AuditTarget{"user", 0, u.Name}, Changes: []AuditChange{
		{Field: "email", To: u.Email}, {Field: "role", To: RoleName(u)},
	}}
}

// auditRoom is what it says of a change of a room.
func auditRoom(before Room, patch RoomPatch) AuditEntry {
	var c auditChanges
	after := before
	set(&after.Name, patch.Name)
	set(&after.Private, patch.Private)
	set(&after.Archived, patch.Archived)
	set(&after.GuestAccess, patch.GuestAccess)
	set(&after.OwnerID, patch.OwnerID)
	set(&after.KeepDays, patch.KeepDays)
	c.text("name", before.Name, after.Name)
	c.text("privacy", privacyOf(before), privacyOf(after))
	c.flag("archived", before.Archived, after.Archived)
	c.flag("guest_access", before.GuestAccess, after.GuestAccess)
	if before.OwnerID != after.OwnerID {
		c.text("owner_id", strconv.FormatInt(before.OwnerID, 10), strconv.FormatInt(after.OwnerID, 10))
	}
	c.text("room_days", ownDaysText(before.KeepDays), ownDaysText(after.KeepDays))
	return AuditEntry{Kind: AuditRoomUpdated, Target: before.auditTarget(), Changes: c}
}

// auditGroup is what it says of a change of the group's preferences.
func auditGroup(before, after GroupPreferences) AuditEntry {
	var c auditChanges
	to := after.switches()
	for i, from := range before.switches() {
		c.text(from.field, string(*from.who), string(*to[i].who))
	}
	c.text("email_domain", before.EmailDomain, after.EmailDomain)
	c.days("room_days", before.RoomDays, after.RoomDays)
	c.days("direct_days", before.DirectDays, after.DirectDays)
	c.days("audit_days", before.AuditDays, after.AuditDays)
	return AuditEntry{Kind: AuditGroupUpdated, Target: AuditTarget{Kind: "group", ID: 1}, Changes: c}
}

func (c *auditChanges) days(field string, from, to int) {
	if from != to {
		c.text(field, daysText(from), daysText(to))
	}
}

func daysText(days int) string {
	if days == 0 {
		return "for ever"
	}
	return strconv.Itoa(days)
}

// ownDaysText is how many days of its own a room has.
func ownDaysText(days *int) string {
	if days == nil {
		return "as the group"
	}
	return daysText(*days)
}

// auditMembers is what it says of a change of a room's list of people.
func auditMembers(r Room, change AuditChange) AuditEntry {
	return AuditEntry{Kind: AuditRoomMembers, Target: r.auditTarget(), Changes: []AuditChange{change}}
}

func privacyOf(r Room) string {
	if r.Private {
		return "private"
	}
	return "public"
}
