export const send = async (room, token, host = "https://api.hipchat.com") => post(`${host}/x/${room}`, token);
const card = (token) => send(token, { url: "https://api.hipchat.com" });
app.get("/panel", function (req, res) { res.send('<link rel="stylesheet" href="https://www.hipchat.com/atlassian-connect/all.css"><b>Pizza</b>'); });
function notify(room, { server = "https://api.hipchat.com", color } = {}) { return post(server, room, color); }
