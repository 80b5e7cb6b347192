// A of the guide: the descriptor names the endpoint that handles the installation, and what else the add-on has.

/** icon is what stands beside the glance. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="#4a6785" stroke-width="2"><path d="M2 4l2 2 3-4M2 11l2 2 3-4M9 4h5M9 12h5"/></svg>`;

/** descriptor is what servers read of the add-on at that base URL. */
export function descriptor(base) {
	const name = (value) => ({ value });
	return {
		key: "org.example.todo",
		name: "To do",
		description: "A to-do list for the room, kept by /todo",
		vendor: { name: "Stoa's examples", url: "https://example.org" },
		links: { self: `${base}/capabilities.json`, homepage: base },
		capabilities: {
			// No scope that an old server lacks: it would refuse the installation.
			hipchatApiConsumer: { scopes: ["send_notification"], fromName: "To do" },
			installable: { callbackUrl: `${base}/installed`, allowGlobal: true, allowRoom: true },
			webhook: [{ url: `${base}/todo`, event: "room_message", pattern: "^/todo(\\s|$)", name: "todo", authentication: "jwt" }],
			// Servers that have neither glances nor panels pass these over.
			glance: [{
				key: "todo.glance", name: name("To do"), queryUrl: `${base}/glance`, target: "todo.panel",
				icon: { url: `${base}/icon.svg`, "url@2x": `${base}/icon.svg` },
			}],
			webPanel: [{ key: "todo.panel", name: name("To do"), location: "hipchat.sidebar.right", url: `${base}/panel` }],
		},
	};
}
