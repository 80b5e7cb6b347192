// Package webhook decides which registrations an event matches, and delivers what they are owed.
//
// Registry is asked before the event is appended, in the sender's goroutine: it works from memory and its time is
// bounded. What matched is written to the outbox in the event's own transaction. Deliverer takes it from there: one
// call at a time for each installation and host, in the order of the events, repeated until the receiver takes it or a
// day has passed; one payload that is always refused is set aside. An attempt is counted before its call, and a call whose outcome was not noted is made again when its
// lease ends, or as soon as its node is found to be dead: receivers get each delivery at least once. A node that was only
// frozen begins no call that others may have made meanwhile, and what it says of one that was claimed again counts no more.
package webhook
