"""What stands around the tables of docs/performance.md."""

TOP = """\
# Speed, measured beside its peers

`python -m tests.load.speed --write docs/performance.md` measures everything again and writes this page, and `make bench
BENCH=speed` only prints. Parts that are named (`… fanout bidding`) are measured alone; the page keeps the last run of
the others. It needs a C compiler, Node with npm, PostgreSQL and Redis. A peer that is not there has a row that says so.

**How.** The server has one core and the load client another, where there are two. The client is written in C
([client.c](../tests/load/speed/client.c)) and checks for every subscriber that each event came once and in order; where
Bidroom broke that, no figure would be printed. Costs are the processor time of the server's threads, as the kernel
accounts it, divided by the deliveries: other work on the machine disturbs that less than the clock on the wall. All
servers are run one after the other in each round, and what is shown are medians over the rounds. **Only ratios within a
table mean something:** the machine did other work at the same time, which made everything on it two to four times
slower than on a quiet one.

Bidroom is measured whole: the application of `bidroom serve`, people signed in by sessions, channels that ask the
access rules, events with offsets and hashes. One thing is added for the bench: two doors by which events come in
([serving.py](../tests/load/speed/serving.py)). One commits each, as a command would. The other hands it to the bus as
if it had just been committed, which is what the peers do: none of them stores anything.

The bad days, everybody coming back at once and readers that do not read among them, have [a page of their
own](bad-days.md). What the figures mean for a site is on the page about [capacity](capacity.md).
"""

ABOUT = {
    "fanout": """\
Processor time of the server in µs for each event that reached a subscriber: one channel, 200 bytes, uncompressed. "One
by one" publishes when everybody has the last; in "bursts" up to 16 are on their way. The times are from publishing
until the last of 1,000 subscribers has it, at 20 events a second; where Bidroom commits, the commit is part of it.
5,000 subscribers have one round.""",
    "two": """\
1,000 subscribers, half of them at each process; everything is published at the first. Redis' own time is counted
in.""",
    "bidding": """\
People who bid one after the other as fast as they are answered, each over a socket of their own, on disks that are
waited for: commands a second, the server's processor time for each, and how long one waited. PostgreSQL's own time is
not counted in. The async ways are [async_baseline.py](../tests/load/speed/async_baseline.py): the same rows, events and
hashes, without sign-in, rights, rates and subscribers.""",
    "connecting": """\
Peers upgrade the connection and join one room. Bidroom reads the session, asks the access rules and reads logs as well.
Memory is what the process grew by, after a second of rest.""",
    "reading": """\
What a recovery costs that the tail in memory does not serve.""",
    "growth": """\
Bidroom alone, on SQLite: the cost of a delivery and of a connection while one thing grows and the rest stays.""",
}
