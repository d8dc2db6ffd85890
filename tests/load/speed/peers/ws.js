// Node's `ws`, as it is usually written: send() to one subscriber after the other. `node ws.js PORT`
const { WebSocketServer } = require("ws");

const subscribers = new Set();
const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 4096, perMessageDeflate: false });

server.on("connection", (socket, request) => {
  socket.on("error", () => {});
  if (request.url === "/publish") {
    socket.on("message", (message) => {
      const text = message.toString();
      for (const subscriber of subscribers) subscriber.send(text);
    });
  } else {
    subscribers.add(socket);
    socket.on("close", () => subscribers.delete(socket));
  }
});
