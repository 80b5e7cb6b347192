// The page that both add-ons show to browsers. It loads the server's script from where the framework says that it is, and
// writes down what that tells.
module.exports = (script) => `<!doctype html>
<meta charset="utf-8">
<title>Tides</title>
<script src="${script}"></script>
<main>
	<h1>Tides</h1>
	<p>Room: <output id="room"></output></p>
	<p>Reader, as the add-on's own server knows them: <output id="reader"></output></p>
	<p>Message: <output id="message"></output></p>
	<p>Button: <output id="button"></output></p>
</main>
<script>
const tell = (id, text) => { document.getElementById(id).textContent = text; };
HipChat.room.getRoomDetails((err, room) => tell("room", err || room.name));
HipChat.auth.withToken(async (err, token) => {
	const res = await fetch("panel?signed_request=" + token, { headers: { Accept: "application/json" } });
	const { userId, identity } = await res.json();
	tell("reader", userId || identity.userId);
});
HipChat.register({
	"tide.message": (message) => tell("message", message.body),
	"tide.input": () => tell("message", "none"),
	"dialog-button-click": (pressed, close) => {
		tell("button", pressed.action);
		if (document.getElementById("message").dataset.asked) close(true);
		else document.getElementById("message").dataset.asked = "yes";
	},
});
</script>
`;
