// Package slack reads the export that an owner makes of a Slack workspace, and says it as an export of HipChat does: people,
// rooms, messages, with what Slack has beside (threads, reactions, edits, pins).
//
// Slack's ids are words, and ids here are numbers: people and channels are numbered in the order in which they stand in the
// export, and the id of a message is a UUID made of its channel and its timestamp, so that reading again makes the same.
//
// The bytes of files are in no export, only addresses that need somebody's token. Whoever has them puts them into the
// archive as __uploads/FILE-ID/NAME, as other importers have it.
//
// spec: https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports
package slack
