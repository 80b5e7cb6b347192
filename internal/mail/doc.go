// Package mail hands mail to a server that the administrator names: invitations, and what somebody has missed. Without a
// server nothing is sent, and what would be is a link to hand over. What cannot be sent now is tried again for a day.
package mail
