// Stands in for a branch of reconnect-core that node-xmpp-core takes from GitHub, where not every machine can fetch it: gives
// node-xmpp-core's Connection the methods that connect it. Nothing is connected again, which the tests do not ask for.
module.exports = (createSocket) => ({ emitter, immediate }) => {
	let socket;
	emitter.reconnect = true; // until the first event of this name, when Connection sets what its user wants
	emitter.connect = emitter.listen = (options) => {
		emitter.emit("reconnect", 0, 0);
		socket = createSocket.call(emitter, options);
		const connected = () => {
			emitter.emit("connect", socket);
			emitter.emit("connection", socket);
		};
		socket.on("error", (err) => emitter.emit("error", err));
		socket.once("close", () => emitter.emit("disconnect"));
		if (immediate) connected();
		else socket.once("connect", connected);
	};
	emitter.end = emitter.disconnect = () => socket?.end();
};
