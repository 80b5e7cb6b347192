// What the panel shows has changed when the glance has: the server tells the page of that, and the page asks again, with a
// signature of its own.
HipChat.register({
	"glance-update": () => {
		HipChat.auth.withToken(async (err, token) => {
			if (err) return;
			const res = await fetch(location.pathname, { headers: { authorization: `JWT ${token}` } });
			if (!res.ok) return;
			const page = new DOMParser().parseFromString(await res.text(), "text/html");
			document.querySelector("main").replaceWith(page.querySelector("main"));
		});
	},
});
