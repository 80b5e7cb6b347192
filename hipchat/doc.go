// Package hipchat holds the wire types of HipChat's REST API v1 and v2 and of HipChat Connect: what integrations
// send and what they get back, with the limits, scopes and error bodies of the vendor's documentation.
//
// Stoa's server answers with these same types, so a client built on this package and the server cannot drift apart.
// Comments name the page of the wire reference ("spec: rest-v2, 2.6") that a fact comes from.
package hipchat
