// Package markup reads what people and integrations write: it cleans notification HTML down to HipChat's list of
// tags, and finds the mentions in plain text.
//
// Everything here is a pure function of its input. The input is foreign: nothing panics, work and results are
// bounded by the length of the text, and cleaning twice gives the same as cleaning once.
package markup
