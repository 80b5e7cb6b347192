// What /todo means.

/** answerTo does what a message says to a list, and answers what is said back; undefined for other messages. */
export function answerTo(message, list) {
	const said = /^\/todo(?:\s+(.*))?$/s.exec(message ?? "");
	if (!said) return undefined;
	const what = (said[1] ?? "").trim();
	if (what === "") return { text: list.toString() };
	const number = /^done\s+(\d{1,4})$/.exec(what)?.[1];
	if (number) {
		const done = list.remove(Number(number));
		return done ? { text: `Done: ${done}`, color: "green", changed: true } : { text: `There is no number ${number}.`, color: "yellow" };
	}
	if (what.length > 200) return { text: "That is too long for a list.", color: "yellow" };
	if (!list.add(what)) return { text: "The list is full. Do something first.", color: "yellow" };
	return { text: `Number ${list.length}: ${what}`, color: "purple", changed: true };
}
