"""nats-server with a listener for WebSockets, which only a file can ask for. `nats.py PORT FILE` becomes the server."""

import os
import sys
from pathlib import Path

CONFIGURATION = """
host: "127.0.0.1"
port: -1 # any; nobody connects there
websocket { host: "127.0.0.1", port: %s, no_tls: true, compression: false }
"""

_, port, file = sys.argv
Path(file).write_text(CONFIGURATION % port)
os.execvp("nats-server", ["nats-server", "--log", os.devnull, "--config", file])
