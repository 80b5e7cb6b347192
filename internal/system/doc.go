// Package system says how the server stands: what it runs on, what it keeps where, what waits, and what whoever runs it
// ought to change. It looks when it is asked.
package system
