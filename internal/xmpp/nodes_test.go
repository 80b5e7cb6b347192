package xmpp_test

import (
	"testing"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// Clients may be at different nodes.
func TestClientsAtTwoNodesAreInOneRoom(t *testing.T) {
	t.Parallel()
	database, data, bus := storetest.PostgreSQL(t), t.TempDir(), stoatest.NATS(t).ClientURL()
	node := func(c *app.Config) {
		withXMPP(c)
		c.Database, c.Data, c.Bus = database, data, bus
	}
	one, two := stoatest.Start(t, node), stoatest.Start(t, node)
	one.Room("Boiler Room")
	one.User("Bo Lindqvist", "bo@example.test")
	one.User("Cy", "cy@example.test")

	bo := enter(t, one, "1_2", password, "x").join("1_boiler_room", "Bo Lindqvist")
	cy := enter(t, two, "1_3", password, "x").join("1_boiler_room", "Cy")
	bo.wait("Cy", from(boiler+"/Cy", ""))
	cy.say(`<message to="` + boiler + `" type="groupchat"><body>from the other node</body></message>`)
	bo.wait("what Cy says", said("from the other node"))
	bo.say(`<message to="1_3` + people + `" type="chat"><body>between us</body></message>`)
	cy.wait("what Bo says", said("between us"))
	_ = cy.conn.Close()
	bo.wait("that Cy is off", from(boiler+"/Cy", "unavailable"))
	bo.say(`<message to="` + boiler + `" type="groupchat"><body>still here</body></message>`)
	bo.wait("its echo", said("still here"))
	again := enter(t, two, "1_2", password, "x")
	bo.conflicts()
	again.ask("get", "", `<ping xmlns="urn:xmpp:ping"/>`)
}
