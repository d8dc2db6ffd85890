// Socket.IO 4: everybody in one room, to which an event is emitted. `node socketio.js PORT`; REDIS names that of several.
const http = require("http");
const { Server } = require("socket.io");

async function adapter(url) {
  const { createAdapter } = require("@socket.io/redis-adapter");
  const { createClient } = require("redis");
  const publishing = createClient({ url });
  const subscribing = publishing.duplicate();
  await Promise.all([publishing.connect(), subscribing.connect()]);
  return createAdapter(publishing, subscribing);
}

async function main() {
  const server = http.createServer();
  const io = new Server(server, { transports: ["websocket"], perMessageDeflate: false, serveClient: false });
  if (process.env.REDIS) io.adapter(await adapter(process.env.REDIS));
  io.on("connection", (socket) => {
    if ("publishes" in socket.handshake.query) socket.on("publish", (message) => io.to("room").emit("told", message));
    else socket.join("room");
  });
  server.listen({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 4096 });
}

main();
