// Package markup reads what people and integrations write: it cleans notification HTML down to HipChat's list of
// tags, finds the mentions and links in plain text, and turns HTML into text for previews and search.
//
// Everything here is a pure function of its input. The input is foreign: nothing panics, work and results are
// bounded by the length of the text, and cleaning twice gives the same as cleaning once.
package markup
