package emoticon

// The heads that faces are drawn on.
const (
	yellow = `<circle cx="12" cy="12" r="10.8" fill="#ffcc33" stroke="#a8760c"/>`
	red    = `<circle cx="12" cy="12" r="10.8" fill="#f0503c" stroke="#8e1d10"/>`
	green  = `<circle cx="12" cy="12" r="10.8" fill="#8fca4a" stroke="#47751a"/>`
	pink   = `<circle cx="12" cy="12" r="10.8" fill="#ffb3a0" stroke="#b3563f"/>`
	blue   = `<circle cx="12" cy="12" r="10.8" fill="#8fc7f2" stroke="#2f6c9e"/>`
	white  = `<circle cx="12" cy="12" r="10.8" fill="#f7f4ea" stroke="#77716a"/>`
)

// Eyes, with brows where they say something.
const (
	dots     = `<g fill="#3b2a06" stroke="none"><ellipse cx="8.3" cy="9.8" rx="1.5" ry="1.9"/><ellipse cx="15.7" cy="9.8" rx="1.5" ry="1.9"/></g>`
	arcs     = `<path d="M6 10.6q2.3-3 4.4 0M13.6 10.6q2.3-3 4.4 0"/>`
	shut     = `<path d="M6 9.6q2.3 2 4.4 0M13.6 9.6q2.3 2 4.4 0"/>`
	squeezed = `<path d="M6.4 7.8l3.4 2-3.4 2M17.6 7.8l-3.4 2 3.4 2"/>`
	winking  = `<path d="M13.4 10h4.4"/><ellipse cx="8.3" cy="9.8" rx="1.5" ry="1.9" fill="#3b2a06" stroke="none"/>`
	wide     = `<g fill="#fff"><circle cx="7.9" cy="9.4" r="3.2"/><circle cx="16.1" cy="9.4" r="3.2"/></g><g fill="#3b2a06" stroke="none"><circle cx="7.9" cy="9.6" r="1.3"/><circle cx="16.1" cy="9.6" r="1.3"/></g>`
	aside    = `<g fill="#fff"><circle cx="7.9" cy="9.6" r="3"/><circle cx="16.1" cy="9.6" r="3"/></g><g fill="#3b2a06" stroke="none"><circle cx="9.6" cy="9.8" r="1.3"/><circle cx="17.8" cy="9.8" r="1.3"/></g>`
	upward   = `<g fill="#fff"><circle cx="7.9" cy="9.6" r="3"/><circle cx="16.1" cy="9.6" r="3"/></g><g fill="#3b2a06" stroke="none"><circle cx="8.4" cy="7.9" r="1.3"/><circle cx="16.6" cy="7.9" r="1.3"/></g>`
	lids     = `<path d="M4.9 8.6h6v1.2a3 3 0 0 1-6 0zM13.1 8.6h6v1.2a3 3 0 0 1-6 0z" fill="#fff"/><g fill="#3b2a06" stroke="none"><circle cx="8.4" cy="10" r="1.3"/><circle cx="15.6" cy="10" r="1.3"/></g>`
	glasses  = `<path d="M3.4 8h17.2l-.8 3.4q-.6 1.8-2.8 1.8t-2.8-1.8L13 9.6h-2l-1.2 1.8q-.6 1.8-2.8 1.8t-2.8-1.8z" fill="#1d1d22" stroke="#1d1d22" stroke-width=".8"/>`
	hearts   = `<path d="M8 12.4L5.2 9.3a1.7 1.7 0 0 1 2.8-2 1.7 1.7 0 0 1 2.8 2zM16 12.4l-2.8-3.1a1.7 1.7 0 0 1 2.8-2 1.7 1.7 0 0 1 2.8 2z" fill="#e0263c" stroke="none"/>`
	frowning = `<path d="M5.4 6.6l4.8 2.2M18.6 6.6l-4.8 2.2"/><g fill="#3b2a06" stroke="none"><circle cx="8.4" cy="10.6" r="1.5"/><circle cx="15.6" cy="10.6" r="1.5"/></g>`
	worried  = `<path d="M5.4 7.8l4.4-1.8M18.6 7.8l-4.4-1.8"/><g fill="#3b2a06" stroke="none"><circle cx="8.3" cy="10.4" r="1.5"/><circle cx="15.7" cy="10.4" r="1.5"/></g>`
	doubting = `<path d="M5.6 7.4h4.8M13.4 5.8q2.6-1.4 4.8.2"/><g fill="#3b2a06" stroke="none"><circle cx="8.3" cy="10.2" r="1.5"/><circle cx="15.7" cy="10.2" r="1.5"/></g>`
)

// Mouths.
const (
	smile  = `<path d="M6.6 14q5.4 5.4 10.8 0"/>`
	grin   = `<path d="M6 13.4h12q-.6 6.2-6 6.2t-6-6.2z" fill="#7c1c12"/><path d="M7 14.2h10v1.6H7z" fill="#fff" stroke="none"/>`
	laugh  = `<path d="M5.6 12.6h12.8q-.4 7.6-6.4 7.6t-6.4-7.6z" fill="#7c1c12"/><path d="M8.6 18q3.4-2.2 6.8 0-1.4 1.6-3.4 1.6T8.6 18z" fill="#ff7a6b" stroke="none"/>`
	teeth  = `<rect x="6.4" y="13.6" width="11.2" height="4.6" rx="2" fill="#fff"/><path d="M6.6 15.9h10.8M9.4 13.8v4.2M12 13.8v4.2M14.6 13.8v4.2" stroke-width=".9"/>`
	flat   = `<path d="M7.6 15.8h8.8"/>`
	frown  = `<path d="M7 17.6q5-5 10 0"/>`
	slant  = `<path d="M7.6 17l8.8-2.6"/>`
	smirk  = `<path d="M7.6 16.4q5.4 1.4 8.8-2.6"/>`
	wave   = `<path d="M6.8 16.4q1.7-2.6 3.5 0t3.4 0 3.5 0"/>`
	gasp   = `<ellipse cx="12" cy="16.6" rx="2.6" ry="3.2" fill="#7c1c12"/>`
	shout  = `<path d="M7 18.8q0-5.6 5-5.6t5 5.6q-5 1.6-10 0z" fill="#7c1c12"/>`
	small  = `<path d="M10.2 16.2q1.8-1.4 3.6 0"/>`
	tongue = `<path d="M6.6 14h10.8"/><path d="M11 14.2v3.2a2.4 2.4 0 0 0 4.8 0v-3.2z" fill="#ff7a6b"/>`
	pout   = `<path d="M10 17.4q4-.4 2-2 2-1.6-2-2"/>`
	zipped = `<path d="M7 16h10M8.6 14.8v2.4M10.9 14.8v2.4M13.1 14.8v2.4M15.4 14.8v2.4" stroke-width="1.1"/>`
)

// What else is in a face.
const (
	tear   = `<path d="M17.4 12.4q2 3 0 4.2-2-1.2 0-4.2z" fill="#5bb4f0" stroke="#2b74a8" stroke-width=".8"/>`
	stream = `<path d="M6.4 12v8M17.6 12v8" stroke="#5bb4f0" stroke-width="2.6"/>`
	sweat  = `<path d="M19.6 3.6q2.4 3.6 0 4.8-2.4-1.2 0-4.8z" fill="#8fd0ff" stroke="#2b74a8" stroke-width=".8"/>`
	blush  = `<g fill="#f58a6e" stroke="none" opacity=".8"><ellipse cx="5.4" cy="13.6" rx="2" ry="1.3"/><ellipse cx="18.6" cy="13.6" rx="2" ry="1.3"/></g>`
	halo   = `<ellipse cx="12" cy="2.6" rx="5.4" ry="1.7" stroke="#3d9be0"/>`
	horns  = `<path d="M3.6 7.4Q1.6 3.6 3 1.2q2 2 4.4 2.6zM20.4 7.4q2-3.8.6-6.2-2 2-4.4 2.6z" fill="#c92a1a" stroke="#8e1d10"/>`
	palm   = `<path d="M8.6 21.8l-.2-8.4-2.4-6q.6-1.6 1.9-.4l2.3 4-.4-7.2q1-1.6 2 0l.7 6.8.9-7q1.2-1.2 1.9.2l-.4 7.4 1.8-5.2q1.4-.8 1.7.8l-1.2 8.6-1.8 6.4z" fill="#f3b27a" stroke="#97592a" stroke-width="1.1"/>`
	fist   = `<rect x="14.2" y="14.4" width="8.4" height="7.6" rx="2.6" fill="#f3b27a" stroke="#97592a" stroke-width="1.2"/><path d="M16.8 14.6v3.4M19.6 14.6v3.4" stroke="#97592a" stroke-width="1"/>`
	stars  = `<path d="M3 2.4v3.2M1.4 4h3.2M21 2.4v3.2M19.4 4h3.2" stroke="#e5a100"/>`
	patch  = `<path d="M2.4 7.4L20.6 6" /><path d="M13 7h6v3q0 2.8-3 2.8T13 10z" fill="#26262c"/><circle cx="8.3" cy="10" r="1.6" fill="#3b2a06" stroke="none"/>`
	brim   = `<path d="M1.8 8.2q10.2-4 20.4 0-.8-6.6-10.2-6.6T1.8 8.2z" fill="#3f51a3" stroke="#232f66"/>`
	zs     = `<path d="M15.6 1.6h3.2l-3.2 3.6h3.2M20 5.8h2.4L20 8.6h2.4" stroke="#3d6ea8" stroke-width="1.3"/>`
	spiral = `<path d="M12 4.6q-2.6-3.4-5-1.2 2.4-3 5-.4 2.6-2.6 5 .4-2.4-2.2-5 1.2z" fill="#f58a1f" stroke="#b35a00"/><path d="M12 3V.8M8.8 2.2L7.4.9M15.2 2.2L16.6.9" stroke="#b35a00"/>`
)

// faces are the emoticons that look at you.
func faces() []Emoticon {
	return []Emoticon{
		{105203, "angry", red + frowning + frown},
		{105204, "areyoukiddingme", white + doubting + `<path d="M8 15h8M9.6 17.4h4.8"/>`},
		{105205, "awesome", yellow + glasses + grin},
		{105206, "awthanks", yellow + arcs + smile + blush},
		{105207, "badpokerface", white + dots + wave},
		{105208, "bigsmile", yellow + dots + grin},
		{105209, "challengeaccepted", white + lids + smirk + `<path d="M4.8 6.8l6 1.6M19.2 6.8l-6 1.6"/>`},
		{105210, "content", yellow + shut + smile},
		{105211, "cool", yellow + glasses + smile},
		{105212, "cry", yellow + worried + frown + tear},
		{105213, "dealwithit", white + glasses + flat},
		{105214, "derp", yellow + `<g fill="#fff"><circle cx="7.9" cy="9.4" r="3.2"/><circle cx="16.1" cy="9.4" r="3.2"/></g><g fill="#3b2a06" stroke="none"><circle cx="6.4" cy="10.6" r="1.3"/><circle cx="17.4" cy="7.8" r="1.3"/></g>` + tongue},
		{105215, "disapproval", white + lids + `<path d="M4.8 7h6.2M13 7h6.2"/>` + frown},
		{105217, "doh", yellow + squeezed + shout},
		{105218, "donotwant", yellow + worried + `<path d="M7.6 18.4q4.4-6 8.8 0z" fill="#7c1c12"/>` + sweat},
		{105219, "drool", yellow + hearts + grin + `<path d="M16.4 17v3.4" stroke="#5bb4f0" stroke-width="2.2"/>`},
		{105220, "embarrassed", pink + worried + wave + blush},
		{105221, "evilburns", yellow + frowning + smirk},
		{105222, "facepalm", yellow + frown + palm},
		{105223, "flipout", red + wide + shout},
		{105224, "foreveralone", white + worried + smile + stream},
		{105225, "gasp", yellow + wide + gasp},
		{105226, "haha", yellow + arcs + grin},
		{105227, "hipster", yellow + `<g fill="#e8f4ff" fill-opacity=".6"><rect x="3.8" y="6.8" width="7" height="5.8" rx="1.6"/><rect x="13.2" y="6.8" width="7" height="5.8" rx="1.6"/></g><path d="M10.8 8.6h2.4"/><g fill="#3b2a06" stroke="none"><circle cx="7.4" cy="9.8" r="1.2"/><circle cx="16.6" cy="9.8" r="1.2"/></g><path d="M6.4 16.6q2.8.6 5.6-1.6 2.8 2.2 5.6 1.6-2.4 2.4-5.6.6-3.2 1.8-5.6-.6z" fill="#5a3716"/>`},
		{105228, "innocent", yellow + shut + smile + halo},
		{105229, "kiss", yellow + shut + pout + `<path d="M18.6 20.4l-2.4-2.6a1.4 1.4 0 0 1 2.4-1.6 1.4 1.4 0 0 1 2.4 1.6z" fill="#e0263c" stroke="none"/>`},
		{105230, "lol", yellow + squeezed + laugh + tear},
		{105231, "megusta", white + wide + `<path d="M5 15.2q7 6.4 14 0M7.2 14.8q4.8 2.4 9.6 0M4.4 6q2.6-2 5.4-.6M19.6 6q-2.6-2-5.4-.6"/>`},
		{105232, "mindblown", yellow + wide + gasp + spiral},
		{105233, "nice", yellow + winking + grin},
		{105234, "ninja", `<circle cx="12" cy="12" r="10.8" fill="#2b2b33" stroke="#111"/><rect x="2.6" y="7.2" width="18.8" height="6" rx="2.6" fill="#ffcc33" stroke="none"/><path d="M5.6 8.2l4 1.2M18.4 8.2l-4 1.2"/><g fill="#3b2a06" stroke="none"><circle cx="8.4" cy="10.6" r="1.3"/><circle cx="15.6" cy="10.6" r="1.3"/></g>`},
		{105235, "nothingtodohere", blue + aside + small + `<path d="M1 21.4h5M2.4 23h3" stroke="#77716a"/>`},
		{105236, "notsureif", yellow + `<path d="M5.4 10h5.2M13.4 10h5.2M5.2 7.4l5.4.8M18.8 7.4l-5.4.8"/>` + flat},
		{105237, "ohgodwhy", white + squeezed + shout + stream},
		{105238, "ohmy", pink + wide + small + blush},
		{105239, "okay", white + worried + small},
		{105240, "omg", yellow + wide + shout + sweat},
		{105241, "oops", yellow + worried + teeth},
		{105242, "pirate", yellow + patch + teeth + `<path d="M2.2 7.6Q4 1 12 1.2t9.8 6q-9.8-2.4-19.6.4z" fill="#c92a1a" stroke="#7c140b"/>`},
		{105243, "pokerface", white + dots + flat},
		{105244, "rageguy", red + wide + `<path d="M5 6l5 2M19 6l-5 2"/>` + teeth},
		{105245, "sad", yellow + dots + frown},
		{105246, "sadpanda", white + `<g fill="#26262c" stroke="none"><circle cx="4" cy="4" r="3.2"/><circle cx="20" cy="4" r="3.2"/><ellipse cx="7.8" cy="10.2" rx="3" ry="3.6" transform="rotate(24 7.8 10.2)"/><ellipse cx="16.2" cy="10.2" rx="3" ry="3.6" transform="rotate(-24 16.2 10.2)"/><ellipse cx="12" cy="14" rx="1.6" ry="1.1"/></g><g fill="#fff" stroke="none"><circle cx="8.2" cy="10" r="1.1"/><circle cx="15.8" cy="10" r="1.1"/></g><path d="M9 18.6q3-2.6 6 0"/>`},
		{105247, "salute", yellow + brim + `<g fill="#3b2a06" stroke="none"><circle cx="8.3" cy="11" r="1.4"/><circle cx="15.7" cy="11" r="1.4"/></g>` + flat},
		{105248, "sealed", yellow + dots + zipped},
		{105249, "sick", green + worried + wave},
		{105250, "slant", yellow + dots + slant},
		{105251, "smile", yellow + dots + smile},
		{105252, "stare", white + wide + flat},
		{105253, "success", yellow + frowning + smirk + fist},
		{105254, "thinking", yellow + doubting + slant + `<path d="M5.4 22.6q-1-4.4 2.4-4.6l4.4-1.2q1.6 1 0 2l-1.8.8.4 3z" fill="#f3b27a" stroke="#97592a" stroke-width="1.1"/>`},
		{105255, "tongue", yellow + winking + tongue},
		{105256, "troll", white + aside + `<path d="M3.8 14q8.2 3.4 16.4-.4-1 6.6-8 6.6t-8.4-6.2z" fill="#fff"/><path d="M5 16.8q7 2.4 14 0M8.4 15.4l.6 4M12 15.6v4.4M15.6 15.4l-.6 4" stroke-width=".9"/>`},
		{105257, "truestory", white + lids + `<path d="M6.4 15.4q2.8.8 5.6-1.4 2.8 2.2 5.6 1.4-1 2.6-5.6.6-4.6 2-5.6-.6z" fill="#5a3716"/><path d="M10.4 19h3.2"/>`},
		{105258, "unknown", white + dots + `<path d="M8.6 16.2h6.8"/>` + `<path d="M18.8 2.4q0-1.6 1.8-1.6t1.8 1.6q0 1-1.8 2v1.2M20.6 7.6v.1" stroke="#3d6ea8"/>`},
		{105259, "wat", yellow + `<path d="M5.6 9.6h5M13.4 9.6h5M5.4 7q2.6-1.2 5.2 0M13.4 7q2.6-1.2 5.2 0"/>` + gasp},
		{105260, "whoa", yellow + upward + gasp},
		{105261, "wink", yellow + winking + smile},
		{105262, "wtf", yellow + wide + `<path d="M5 4.6q2.6-2 5.2 0M13.8 4.6q2.6-2 5.2 0"/>` + wave},
		{105263, "yawn", yellow + shut + gasp},
		{105264, "yey", yellow + arcs + laugh + stars},
		{105265, "yuno", white + wide + `<path d="M5.2 5l5 1.6M18.8 5l-5 1.6"/>` + frown + `<path d="M12 11.6v2.2"/>`},
		{105266, "zzz", blue + shut + small + zs},
		{105267, "hulk", green + frowning + teeth + `<path d="M2.4 8Q4 1.4 12 1.4T21.6 8l-3-2-2.4 1.4L14 5.4 12 7.2 9.8 5.4 7.6 7.4 5.4 6z" fill="#2b2b33"/>`},
		{105269, "devil", red + frowning + smirk + horns},
		{105270, "footinmouth", yellow + worried + `<path d="M8 15.4h9.4q4 .4 4 3.4H9.8q-3 0-1.8-3.4z" fill="#8a5a2b" stroke="#4e2d12"/>`},
		{105271, "moneymouth", yellow + dots + `<path d="M6 13.6h12q-.6 6-6 6t-6-6z" fill="#5fb04b" stroke="#2d6a1e"/><path d="M13.6 15.2q-3.2-.8-3.2.6t3.2.8-3.2 1.6M12 14.4v4.6" stroke="#fff" stroke-width="1"/>`},
	}
}
