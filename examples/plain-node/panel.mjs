// The panel: a page in the room's right column. Its script comes from the server that the add-on is installed on.

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text) => text.replace(/[&<>"']/g, (c) => entities[c]);

/** panel is the page of a list. */
export function panel(installation, list, theme) {
	const host = `${installation.homepage}/atlassian-connect`;
	const items = [...list].map((what, i) => `<li>${escape(what)} <button data-number="${i + 1}" aria-label="Done: ${escape(what)}">Done</button></li>`);
	return `<!doctype html>
<html lang="en" class="${theme === "dark" ? "dark" : "light"}">
<meta charset="utf-8">
<title>To do</title>
<link rel="stylesheet" href="${escape(host)}/all.css">
<style>
body { margin: 1rem; font: 14px/1.4 sans-serif }
.dark body { background: #1b1f21; color: #e6e6e6 }
li { margin-block: .5rem }
button { min-height: 28px }
</style>
<h1>To do</h1>
${items.length ? `<ol>${items.join("")}</ol>` : "<p>Nothing to do. Say <code>/todo buy milk</code> in the room.</p>"}
<p role="status"></p>
<script src="${escape(host)}/all.js"></script>
<script>
document.addEventListener("click", (e) => {
	const number = Number(e.target.dataset?.number);
	if (!number) return;
	HipChat.auth.withToken(async (err, token) => {
		const said = document.querySelector("[role=status]");
		if (err) { said.textContent = "The server gave no token."; return; }
		const res = await fetch("done", {
			method: "POST",
			headers: { Authorization: "JWT " + token, "Content-Type": "application/json" },
			body: JSON.stringify({ number }),
		});
		if (!res.ok) { said.textContent = "That did not work: open the panel again."; return; }
		e.target.closest("li").remove();
		// Numbers have moved up.
		document.querySelectorAll("button[data-number]").forEach((b, i) => { b.dataset.number = i + 1; });
	});
});
</script>
`;
}
