"""HAProxy and nginx with the files of docs/balancing before two processes, one of which dies under a thousand sockets.

Of the files only ports, paths and the certificate are replaced; TLS is made with a certificate of this very run.
"""

import asyncio
import http.client
import os
import re
import shutil
import ssl
import subprocess
import time
from pathlib import Path
from typing import Any

from tests.cast import PITCH, Person
from tests.clients.processes import Another
from tests.clients.site import ROOT, Site
from tests.load.light import Light, Tally, gather_in, until
from tests.load.measuring import metrics, table
from tests.load.people import people_of
from tests.servers import Postgres, Redis, Server, free_port

CLIENTS = int(os.environ.get("SOCKETS", "1000"))
EVENTS = 200
NAME = "bids.example.org"


class Balancer(Server):
    """In the foreground, from a copy of the file that operators are given."""

    file: str

    def __init__(self, *backends: int) -> None:
        self.backends = backends
        self.plain_port = free_port()
        super().__init__()

    @property
    def config(self) -> Path:
        return self.folder / self.file

    def prepare(self) -> None:
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
             "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1", "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )  # fmt: skip
        (self.folder / "both.pem").write_text(certificate.read_text() + key.read_text())
        text = (ROOT / "docs" / "balancing" / self.file).read_text()
        for written, meant in self.replaced():
            assert written in text, f"{self.file} has no {written!r}"
            text = text.replace(written, meant)
        self.config.write_text(text)

    def replaced(self) -> list[tuple[str, str]]:
        """What the file says, and what it must say here."""
        raise NotImplementedError

    def ping(self) -> None:
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=5, context=self.trust())
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status != 200:
                raise ConnectionError
        except http.client.HTTPException as trouble:
            raise ConnectionError from trouble
        finally:
            connection.close()

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))

    def _servers(self) -> list[tuple[str, str]]:
        return [(f"127.0.0.1:{8001 + number}", f"127.0.0.1:{port}") for number, port in enumerate(self.backends)]


class HAProxy(Balancer):
    file = "haproxy.cfg"

    def replaced(self) -> list[tuple[str, str]]:
        return [
            *self._servers(),
            ("bind :80", f"bind 127.0.0.1:{self.plain_port}"),
            (
                "bind :443 ssl crt /etc/haproxy/bids.example.org.pem",
                f"bind 127.0.0.1:{self.port} ssl crt {self.folder}/both.pem",
            ),
            ("/run/haproxy/bidroom.sock", f"{self.folder}/admin.sock"),
            ("maxconn 40000", "maxconn 4000"),
        ]

    def command(self) -> list[str]:
        return ["haproxy", "-db", "-f", str(self.config)]


class Nginx(Balancer):
    file = "nginx.conf"

    def replaced(self) -> list[tuple[str, str]]:
        return [
            *self._servers(),
            ("listen 80", f"listen 127.0.0.1:{self.plain_port}"),
            ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            ("/etc/nginx/bids.example.org.pem", f"{self.folder}/certificate.pem"),
            ("/etc/nginx/bids.example.org.key", f"{self.folder}/key.pem"),
            ("/run/nginx-bidroom.pid", f"{self.folder}/pid"),
            ("worker_rlimit_nofile 65536", "worker_rlimit_nofile 16384"),
            ("worker_connections 32768", "worker_connections 4096"),
        ]

    def command(self) -> list[str]:
        return ["nginx", "-e", "stderr", "-c", str(self.config), "-g", "daemon off;"]


async def main() -> str:
    if missing := [name for name in ("haproxy", "nginx", "openssl") if not shutil.which(name)]:
        return f"Not tried: {', '.join(missing)} is not installed."
    rows = []
    with Postgres(on_disk=True) as cluster, Redis() as redis:
        for kind in (HAProxy, Nginx):
            rows.append(await behind(kind, cluster.create_database(), redis))
    return table(rows)


async def behind(kind: type[Balancer], database_url: str, redis: Redis) -> dict[str, object]:
    settings: dict[str, object] = {"redis_url": redis.url, "env": "production", "public_url": f"https://{NAME}"}
    with Site(database_url, settings=settings) as one, Another(database_url, settings=settings) as other:
        carla, fred, *audience = await people_of(one, 2 + CLIENTS)
        with kind(one.port, other.port) as balancer:
            await believes_the_balancer_alone(one, balancer)
            return await thousand(balancer, one, other, carla, fred, audience)


async def thousand(
    balancer: Balancer, one: Site, other: Site, carla: Person, fred: Person, audience: list[Person]
) -> dict[str, object]:
    job = await carla.posts_a_job()
    channel = f"bidders:{job}"
    tally, after = Tally(), Tally()
    trust = balancer.trust()
    clients = [Light(balancer.port, person.token, [channel], tally, tls=trust) for person in audience]
    await gather_in(clients)
    spread = [int((await asyncio.to_thread(metrics, site))["bidroom_connections"]) for site in (one, other)]

    bid = await fred.bids(job)
    for number in range(EVENTS):
        await fred.does("bid.revise", bid=bid, amount=number + 1, pitch=PITCH)
    await until(lambda: all(client.offsets[channel] == EVENTS + 1 for client in clients), "receive everything")

    for client in clients:
        client.tally = after
    began = time.monotonic()
    await asyncio.to_thread(other.kill)  # fred's commands go to the one that stays
    for number in range(EVENTS):
        await fred.does("bid.revise", bid=bid, amount=number + 1, pitch=PITCH)
    await until(lambda: all(client.well for client in clients), "come back")
    back = time.monotonic() - began
    await until(lambda: all(client.offsets[channel] == 2 * EVENTS + 1 for client in clients), "receive everything")
    assert not tally.troubles + after.troubles, tally.troubles + after.troubles
    cut = len(after.closes)

    # The one that is left says goodbye, once the other is back.
    await asyncio.to_thread(other.start)
    goodbye = Tally()
    for client in clients:
        client.tally = goodbye
    await asyncio.sleep(3)  # until the balancer has found it again
    await asyncio.to_thread(one.shut_down)
    await until(lambda: all(client.well for client in clients), "come back")
    assert not goodbye.troubles, goodbye.troubles
    codes = {code for _, code in goodbye.closes}
    await asyncio.to_thread(one.start)
    for client in clients:
        client.leave()
    for person in (carla, fred):
        await person.leaves()
    return {
        "balancer": type(balancer).__name__,
        "sockets": CLIENTS,
        "on the two": " + ".join(map(str, spread)),
        "events": 2 * EVENTS + 1,
        "to deliver": CLIENTS * (2 * EVENTS + 1),
        "delivered in order": tally.received + after.received,
        "cut by the kill": cut,
        "all back and recovered after": f"{back:.1f} s",
        "moved by SIGTERM": f"{len(goodbye.closes)} ({', '.join(map(str, sorted(codes)))})",
    }


async def believes_the_balancer_alone(site: Site, balancer: Balancer) -> None:
    """The address in a person's list of sessions is the one that the balancer saw, whatever the browser claims."""
    address = "127.0.0.9"
    connection = http.client.HTTPSConnection(
        "127.0.0.1", balancer.port, timeout=30, context=balancer.trust(), source_address=(address, 0)
    )
    headers = {"Content-Type": "application/json", "X-Forwarded-For": "192.0.2.66"}
    body = '{"name": "Rita", "email": "rita@example.org", "password": "correct horse battery staple"}'

    def ask() -> Any:
        connection.request("POST", "/api/account.register", body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        assert re.search("secure", answer.headers["Set-Cookie"], re.IGNORECASE)
        connection.request("GET", "/metrics")
        assert connection.getresponse().status in (403, 404)
        connection.close()

    await asyncio.to_thread(ask)
    seen = site.select("SELECT address FROM session ORDER BY id DESC LIMIT 1")[0][0]
    assert seen == address, f"{seen} was taken for the browser's address"


if __name__ == "__main__":
    print(asyncio.run(main()))
