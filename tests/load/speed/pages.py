"""docs/performance.md: what stands around its tables, and the last run of each of its parts."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.load.measuring import table, upright
from tests.load.report import Report
from tests.load.speed.building import FOLDER, machine

PARTS = {
    "fanout": "Delivering an event",
    "two": "Two processes and Redis",
    "bidding": "`bid.place`, acknowledged and durable",
    "connecting": "Connections",
    "storm": "Everybody comes back at once",
    "slow": "Readers that do not read",
    "reading": "Reading the log",
    "growth": "What grows, and how",
}

TOP = """\
# Speed, measured beside its peers

`make bench` measures everything again, prints it and writes this page; `make bench BENCH='fanout bidding'` measures only
the parts that are named, and the page keeps the last run of the others. `ROUNDS=5` before it changes how often each is
measured. It needs a C compiler, Node with npm, PostgreSQL and Redis, and installs the peers into a folder of its own
([building.py](../tests/load/speed/building.py) has their versions). A peer that is not there has a row that says so.

**How.** The server has one core and the load client another, where there are two. The client is written in C
([client.c](../tests/load/speed/client.c)) and checks for every subscriber that each event came once and in order; where
Bidroom broke that, no figure would be printed. Costs are the processor time of the server's threads, as the kernel
accounts it, divided by the deliveries: other work on the machine disturbs that less than the clock on the wall. Rounds
interleave: in each, all servers are run one after the other, so that a machine that grows busier or slower wrongs nobody.
What is shown are medians over the rounds, except that a p50 or p99 is of all rounds' times together. **Only ratios within
a table mean something;** the absolute figures are this machine's.

Bidroom is measured whole: the application of `bidroom serve`, people signed in by sessions, channels that ask the
access rules, events with offsets and hashes. One thing is added for the bench: two doors by which events come in
([serving.py](../tests/load/speed/serving.py)). One commits each, as a command would. The other hands it to the bus as
if it had just been committed, which is what the peers do: none of them stores anything.

Other bad days have [a page of their own](bad-days.md). What the figures mean for a site is on the page about
[capacity](capacity.md).
"""

TARGETS = """\
## The targets

The ratio is to the figure of the peer or the limit that stands beside or, where there is none, to the target itself.
"""

ABOUT = {
    "fanout": """\
Processor time of the server in µs for each event that reached a subscriber: one channel, 200 bytes, uncompressed. "One
by one" publishes when everybody has the last; in "bursts" up to 16 are on their way. The times are from publishing
until the last of 1,000 subscribers has it, at 20 events a second; where Bidroom commits, the commit is part of it.
python-socketio cannot keep that pace. "Client busy" is the most of its core that the load client took in any phase. The
second table has the same costs as multiples of what the kernel alone takes.

uWebSockets is measured through its Python binding, which is called once for each publication. Centrifugo speaks the same
protocol as Bidroom; neither Debian nor PyPI nor npm has it, so that it cannot be installed here with the others.

Four fifths of what a delivery costs Bidroom one by one is the kernel's, where Starlette's `send_text` has little more than
half ([profile](decisions/0008-what-was-tried-for-speed.md#where-the-time-goes)). Where bare uvloop does not cost half of
Starlette's or a tenth of python-socketio's either, no server that makes a `write` for each subscriber can.""",
    "two": """\
1,000 subscribers, half of them at each process; everything is published at the first. Redis' own time is counted
in. What holds for one process holds here: the kernel's share of a delivery does not become less with a second.""",
    "bidding": """\
People who bid one after the other as fast as they are answered, each over a socket of their own, on disks that are
waited for: commands a second, the server's processor time for each, and how long one waited. PostgreSQL's own time is
not counted in. The async ways are [async_baseline.py](../tests/load/speed/async_baseline.py): the same rows, events and
hashes, without sign-in, rights, rates and subscribers.

"Statements built once" is what asyncpg does for somebody who uses SQLAlchemy, as Bidroom does. From there to SQL by hand it
is SQLAlchemy's own time at each of a dozen statements; [why that is paid](decisions/0008-what-was-tried-for-speed.md).""",
    "connecting": """\
Peers upgrade the connection and join one room. Bidroom reads the session, asks the access rules and reads logs as well.
Memory is what the process grew by, after a second of rest.""",
    "storm": """\
SIGKILL while everybody follows a job, together with a hundred others, and their own channel. Clients come back with the
delays of the SDKs, half a second, growing up to 20, so that the longer the server takes to start, the later the last asks.
3013 is how a server tells those to wait for whom it has no time yet. A channel is read once when the first comes back to
it, and once more where its log had gone on before this process was told: that is a gap. Where there are several rounds,
the worst counts. Clients, people who go on bidding and database share the two cores with the server, which is busy with
taking them in all the while: a third of what one of them costs it is the handshake, a fifth are the reads.""",
    "slow": """\
Rounds without and with people who never read alternate. What is held for each is the process's growth divided by them, and
the most that the kernel keeps for one. They are let go of when the server has closed the last of their sockets, counted
from when as much had been told to them as a reader may leave unread: before that no bound can have been reached. Where
there are several rounds, the worst counts.""",
    "reading": """\
What a recovery costs that the tail in memory does not serve. PostgreSQL's own time is not counted in.""",
    "growth": """\
Bidroom alone, while one thing grows four and sixteen times and the rest stays. After each figure stands how many times the
first it is.""",
}


def keep(name: str, report: Report, seconds: float) -> None:
    many = f"; {report.rounds} rounds" if report.rounds > 1 else "; one round"
    took = f"Measured on {datetime.now(UTC):%-d %B %Y} in {seconds:.0f} s{many}."
    kept = {"tables": report.tables, "targets": [target.row() for target in report.targets], "took": took}
    _file(name).write_text(json.dumps(kept))


def section(name: str) -> str:
    kept = _kept(name)
    parts = [f"## {PARTS[name]}", ABOUT[name], kept["tables"]]
    if kept["targets"]:
        parts.append(table(kept["targets"]))
    return "\n\n".join([*parts, f"{kept['took']}\n"])


def page() -> str:
    names = [name for name in PARTS if _file(name).exists()]
    met = table([row for name in names for row in _kept(name)["targets"]])
    described = upright(machine())
    return "\n".join([TOP, f"{TARGETS}\n{met}\n", f"## The machine\n\n{described}\n", *map(section, names)])


def _kept(name: str) -> Any:
    return json.loads(_file(name).read_text())


def _file(name: str) -> Path:
    return FOLDER / f"{name}.json"
