// Package search finds what was said. A Follower reads the logs behind everybody's back and keeps an index of their
// words; a Service reads what somebody looks for, and answers the messages that they may read.
//
// What a word is, is decided here alone: the databases get words that are cut and folded already, and so find the same.
package search
