// Tells what this Hubot hears, a line of JSON each, and says what it is told on standard input.
const { createInterface } = require("node:readline");

module.exports = (robot) => {
	const report = (said) => console.log(JSON.stringify(said));
	robot.hear(/.*/, ({ message }) => {
		report({ where: "people", text: JSON.stringify(robot.brain.data.users) });
		report({ where: message.user.room ? "room" : "private", from: message.user.name, room: message.user.room, text: message.text });
	});
	robot.enter(({ message }) => report({ where: "enter", from: message.user.name }));
	robot.topic(({ message }) => report({ where: "topic", from: message.user.name, text: message.text }));
	createInterface(process.stdin).on("line", (line) => {
		const { to, text } = JSON.parse(line);
		robot.send(to, text);
	});
};
