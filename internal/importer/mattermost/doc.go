// Package mattermost reads the bulk export of a Mattermost server, one JSON object a line, and says it as an export of HipChat
// does: people, rooms, messages, with threads, reactions and pins.
//
// Names stand for ids there, and ids here are numbers: people and channels are numbered in the order in which they stand in the
// export, and the id of a message is a UUID made of where and when it was said, by whom, and what, so that reading again makes
// the same.
//
// spec: https://docs.mattermost.com/onboard/bulk-loading-data.html
package mattermost
