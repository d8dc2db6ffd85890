"""The real-time engine by itself, over real sockets, a real server and a real log."""
