"""A process of its own that places and withdraws bids without a pause, and tells how long each waited or was refused.

Reads one line of JSON, works until its input ends, and writes one line.
"""

import json
import sys
import threading
import time
import uuid
from collections import Counter
from http.client import HTTPConnection, HTTPException
from typing import Any

PAUSE_SECONDS = 0.02
AGAIN_SECONDS = 0.1


class Prober:
    def __init__(self, port: int, token: str, jobs: list[int]) -> None:
        self._port = port
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._jobs = jobs
        self._connection: HTTPConnection | None = None
        self.waits: list[float] = []
        self.refused = 0.0
        """The longest from the first refusal of a command until it was taken. A server that is down refuses nothing."""
        self.refusals: Counter[str] = Counter()

    def works(self, stop: threading.Event) -> None:
        turn = 0
        while not stop.is_set():
            job = self._jobs[turn % len(self._jobs)]
            turn += 1
            pitch = "I would very much like to do this work."
            placed = self._does("bid.place", job=job, amount=1000 + turn, days=5, pitch=pitch)
            self._does("bid.withdraw", bid=placed["bid"])
            time.sleep(PAUSE_SECONDS)

    def _does(self, command: str, **fields: Any) -> Any:
        """Until it is answered, under one key."""
        body = json.dumps({**fields, "key": uuid.uuid4().hex})
        began = time.monotonic()
        refused = None
        while True:
            status, answer = self._asks(command, body)
            if status == 200:
                answered = time.monotonic()
                self.waits.append(answered - began)
                self.refused = max(self.refused, answered - (refused or answered))
                return answer
            if status and refused is None:
                refused = time.monotonic()
            self.refusals[str(answer["title"])] += 1
            if status not in (0, 429, 503):
                raise RuntimeError(f"{command} was refused: {answer}")
            time.sleep(AGAIN_SECONDS)

    def _asks(self, command: str, body: str) -> tuple[int, Any]:
        try:
            if self._connection is None:
                self._connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
            self._connection.request("POST", f"/api/{command}", body, self._headers)
            answer = self._connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, HTTPException):
            self._connection = None
            return 0, {"title": "unanswered"}


def main() -> None:
    given = json.loads(sys.stdin.readline())
    stop = threading.Event()
    probers = [Prober(given["port"], token, given["jobs"]) for token in given["tokens"]]
    threads = [threading.Thread(target=prober.works, args=[stop]) for prober in probers]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    stop.set()
    for thread in threads:
        thread.join()
    waits = [wait for prober in probers for wait in prober.waits]
    refusals: Counter[str] = sum((prober.refusals for prober in probers), Counter())
    print(json.dumps({"waits": waits, "refusals": refusals, "refused": max(prober.refused for prober in probers)}))


if __name__ == "__main__":
    main()
