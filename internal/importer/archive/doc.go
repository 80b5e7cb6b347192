// Package archive reads the exports that administrators of HipChat made of their groups: Cloud's, Server's and Data
// Center's. It knows the layout and its disputes, and nothing of what becomes of it.
//
// Open reads everything once. The parts that are JSON are written one behind the other into a spool, a temporary file, and
// of each history an index is kept: when something was said and where in the spool. So the order in the archive does not
// matter, and a history of any length needs a few bytes of memory for each message. The files of rooms and people are
// not kept; Files reads the archives a second time.
//
// Nothing in an archive is trusted: names that lead out of it, links and devices are refused, one element of a JSON
// array and the number of entries have bounds, and what is damaged or unknown is counted (Odd) and left out.
package archive
