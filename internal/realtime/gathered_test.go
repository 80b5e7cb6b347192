package realtime_test

import (
	"testing"
	"time"
)

func TestManyWhoComeAtOnceAreToldInOneFrame(t *testing.T) {
	inBubble(t, func(t *testing.T, f *feed) {
		heard := f.open(1).listen()
		time.Sleep(time.Second)
		heard()

		const first, last = 2, 30
		var ids []int64
		var pages []*page
		for id := int64(first); id <= last; id++ {
			p := f.open(id)
			p.listen()
			ids, pages = append(ids, id), append(pages, p)
		}
		time.Sleep(time.Second)
		expect(t, "their arrival", heard(), frame{Type: "presences", Alike: []alike{{UserIDs: ids, Online: true, Show: "chat"}}})

		pages[0].send(`{"type":"presence","show":"away","mobile":true}`)
		for _, p := range pages[1:20] {
			p.send(`{"type":"presence","show":"dnd"}`)
		}
		time.Sleep(time.Second)
		expect(t, "what they show", heard(), frame{Type: "presences", Alike: []alike{
			{UserIDs: ids[:1], Online: true, Show: "away", Mobile: true}, {UserIDs: ids[1:20], Online: true, Show: "dnd"},
		}})
	})
}
