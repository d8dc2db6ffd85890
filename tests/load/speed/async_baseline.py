"""`bid.place` the async way, with a commit for each: with the ORM, as it is usually written, and with statements.

It does what Bidroom's command does, with the same tables: the same row claimed under the command's key, the same checks, the
same four events with offsets and hashes. It leaves out what would only make it slower: sign-in, rights, rates, subscribers.
`core` has its statements built once, `raw` by hand for asyncpg alone: both take the same steps, on PostgreSQL.

`python -m tests.load.speed.async_baseline orm|core|raw PORT DATABASE_URL TOKENS`, behind uvicorn, speaks just enough of the
protocol.
"""

import asyncio
import hashlib
import json
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
import uvicorn
from sqlalchemy import Executable, bindparam, event, insert, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.auction.tables import Bid, BidVersion, Job
from server.people.tables import Person
from server.storage.event_log import digest_of, link
from server.storage.tables import Channel, Idempotency, LoggedEvent

Place = Callable[[int, dict[str, Any]], Awaitable[dict[str, Any]]]
CONNECTIONS = 16


def events_of(person: int, name: str, standing: int, bid: int, asked: dict[str, Any]) -> list[tuple[str, bytes]]:
    """Channel and body of what a bid tells, as long as Bidroom's own."""
    by = {"id": person, "name": name}
    stamp = {"at": datetime.now(UTC).isoformat(), "by": by, "key": asked["key"]}
    terms = {"amount": asked["amount"], "days": asked["days"]}
    placed = {"type": "bid.placed", **stamp, "job": asked["job"], "bid": bid, "version": 1, "bidder": by, **terms}
    mine = {"bid": bid, "version": 1, "state": "placed", **terms, "pitch": asked["pitch"], "placed_at": stamp["at"]}
    told: list[tuple[str, dict[str, Any]]] = [
        (f"job:{asked['job']}", {"type": "bid_count.changed", "at": stamp["at"], "job": asked["job"], "count": standing}),
        (f"bidders:{asked['job']}", placed),
        (f"bids:{asked['job']}", {**placed, "pitch": asked["pitch"]}),
        (f"person:{person}", {"type": "bid.receipt", **stamp, "job": asked["job"], "mine": mine}),
    ]
    return sorted((channel, json.dumps(body).encode()) for channel, body in told)  # one order, so that nobody deadlocks


def digest(asked: dict[str, Any]) -> bytes:
    return hashlib.sha256(json.dumps({name: asked[name] for name in asked if name != "key"}).encode()).digest()


async def with_orm(url: str) -> Place:
    engine = create_async_engine(url, pool_size=CONNECTIONS, max_overflow=0)
    sessions = async_sessionmaker(engine)
    if url.startswith("sqlite"):

        @event.listens_for(engine.sync_engine, "connect")
        def prepare(connection: Any, _record: object) -> None:
            connection.isolation_level = None
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine.sync_engine, "begin")
        def begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    async def place(person: int, asked: dict[str, Any]) -> dict[str, Any]:
        async with sessions.begin() as session:
            return await _place(session, person, asked)

    return place


async def _place(session: AsyncSession, person: int, asked: dict[str, Any]) -> dict[str, Any]:
    earlier = await session.get(Idempotency, (person, asked["key"]))
    if earlier is not None:
        return dict(json.loads(earlier.result or b"{}"))
    claim = Idempotency(person=person, key=asked["key"], command="bid.place", digest=digest(asked))
    claim.claimed_at = datetime.now(UTC)
    session.add(claim)
    await session.flush()
    me = (await session.scalars(select(Person).where(Person.id == person))).one()
    job = (await session.scalars(select(Job).where(Job.id == asked["job"]).with_for_update())).one()
    mine = select(Bid).where(Bid.job_id == job.id, Bid.bidder_id == person)
    if job.state != "open" or job.closes_at <= datetime.now(UTC) or job.client_id == person:
        raise ValueError("this job takes no bid of theirs")
    if (await session.scalars(mine)).one_or_none() is not None:
        raise ValueError("they have bid already")
    terms = {"version": 1, "amount": asked["amount"], "days": asked["days"], "pitch": asked["pitch"]}
    bid = Bid(job_id=job.id, bidder_id=person, state="placed", soft_closes=0, placed_at=datetime.now(UTC), **terms)
    session.add(bid)
    await session.flush()
    session.add(BidVersion(bid_id=bid.id, made_at=bid.placed_at, **terms))
    job.bid_count += 1
    for name, body in events_of(person, me.name, job.bid_count, bid.id, asked):
        channel = (await session.scalars(select(Channel).where(Channel.name == name).with_for_update())).one_or_none()
        if channel is None:
            channel = Channel(name=name, top=0, head=bytes(32))
            session.add(channel)
        salt = os.urandom(16)
        hashed = digest_of(salt, body)
        channel.top += 1
        channel.head = link(channel.head, name, channel.top, hashed)
        row = {"channel": name, "offset": channel.top, "body": body, "salt": salt, "digest": hashed, "hash": channel.head}
        session.add(LoggedEvent(**row))
    result = {"bid": bid.id, "version": 1}
    claim.result = json.dumps(result).encode()
    return result


# The binds of both are given in the order of those by hand. SQLAlchemy wants them named like columns in an INSERT alone.
CORE: dict[str, Executable] = {
    "claim": insert(Idempotency),
    "me": select(Person.name).where(Person.id == bindparam("me")),
    "job": select(Job.client_id, Job.state, Job.closes_at, Job.bid_count)
    .where(Job.id == bindparam("asked"))
    .with_for_update(key_share=True),
    "earlier": select(Bid.id)
    .where(Bid.job_id == bindparam("asked"), Bid.bidder_id == bindparam("me"))
    .with_for_update(key_share=True),
    "bid": insert(Bid).returning(Bid.id),
    "version": insert(BidVersion),
    "count": update(Job).where(Job.id == bindparam("asked")).values(bid_count=bindparam("standing")),
    "claim offset": postgresql.insert(Channel)
    .on_conflict_do_update(index_elements=[Channel.name], set_={"top": Channel.top + 1})
    .returning(Channel.top, Channel.head),
    "log": insert(LoggedEvent),
    "move head": update(Channel).where(Channel.name == bindparam("of")).values(head=bindparam("moved")),
    "answer": update(Idempotency)
    .where(Idempotency.person == bindparam("me"), Idempotency.key == bindparam("under"))
    .values(result=bindparam("answer")),
}
BY_HAND = {
    "claim": "INSERT INTO idempotency (person, key, command, digest, claimed_at) VALUES ($1, $2, $3, $4, $5)",
    "me": "SELECT name FROM person WHERE id = $1",
    "job": "SELECT client_id, state, closes_at, bid_count FROM job WHERE id = $1 FOR NO KEY UPDATE",
    "earlier": "SELECT id FROM bid WHERE job_id = $1 AND bidder_id = $2 FOR NO KEY UPDATE",
    "bid": """INSERT INTO bid (job_id, bidder_id, state, version, amount, days, pitch, soft_closes, placed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id""",
    "version": "INSERT INTO bid_version (bid_id, version, amount, days, pitch, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
    "count": "UPDATE job SET bid_count = $2 WHERE id = $1",
    "claim offset": """INSERT INTO channel (name, top, head) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET top = channel.top + 1 RETURNING top, head""",
    "log": """INSERT INTO event (channel, "offset", body, salt, digest, hash) VALUES ($1, $2, $3, $4, $5, $6)""",
    "move head": "UPDATE channel SET head = $2 WHERE name = $1",
    "answer": "UPDATE idempotency SET result = $3 WHERE person = $1 AND key = $2",
}
Do = Callable[..., Awaitable[Any]]
"""One of these statements by its name, with its binds. Returns its row, or None."""


async def with_core(url: str) -> Place:
    engine = create_async_engine(url, pool_size=CONNECTIONS, max_overflow=0)

    async def place(person: int, asked: dict[str, Any]) -> dict[str, Any]:
        async with engine.begin() as connection:

            async def do(statement: str, **binds: Any) -> Any:
                result = await connection.execute(CORE[statement], binds)
                return result.one_or_none() if result.returns_rows else None

            return await _steps(do, person, asked)

    return place


async def by_hand(url: str) -> Place:
    pool = await asyncpg.create_pool(url.replace("+asyncpg", ""), min_size=CONNECTIONS, max_size=CONNECTIONS)

    async def place(person: int, asked: dict[str, Any]) -> dict[str, Any]:
        async with pool.acquire() as connection, connection.transaction():

            async def do(statement: str, **binds: Any) -> Any:
                return await connection.fetchrow(BY_HAND[statement], *binds.values())

            return await _steps(do, person, asked)

    return place


async def _steps(do: Do, person: int, asked: dict[str, Any]) -> dict[str, Any]:
    now = datetime.now(UTC)
    await do("claim", person=person, key=asked["key"], command="bid.place", digest=digest(asked), claimed_at=now)
    (name,) = await do("me", me=person)
    client, state, closes_at, standing = await do("job", asked=asked["job"])
    if state != "open" or closes_at <= now or client == person:
        raise ValueError("this job takes no bid of theirs")
    if await do("earlier", asked=asked["job"], me=person) is not None:
        raise ValueError("they have bid already")
    terms = {"version": 1, "amount": asked["amount"], "days": asked["days"], "pitch": asked["pitch"]}
    whose = {"job_id": asked["job"], "bidder_id": person, "state": "placed"}
    (bid,) = await do("bid", **whose, **terms, soft_closes=0, placed_at=now)
    await do("version", bid_id=bid, **terms, made_at=now)
    await do("count", asked=asked["job"], standing=standing + 1)
    for channel, body in events_of(person, name, standing + 1, bid, asked):
        top, head = await do("claim offset", name=channel, top=1, head=bytes(32))
        salt = os.urandom(16)
        hashed = digest_of(salt, body)
        head = link(bytes(head), channel, top, hashed)
        await do("log", channel=channel, offset=top, body=body, salt=salt, digest=hashed, hash=head)
        await do("move head", of=channel, moved=head)
    result = {"bid": bid, "version": 1}
    await do("answer", me=person, under=asked["key"], answer=json.dumps(result).encode())
    return result


def app_of(place: Place, people: dict[str, int]) -> Starlette:
    async def serve(socket: WebSocket) -> None:
        await socket.accept()
        try:
            person = people[json.loads(await socket.receive_text())["connect"]["token"]]
            await socket.send_text('{"id":1,"connect":{}}')
            while True:
                asked = json.loads(await socket.receive_text())
                result = await place(person, asked["rpc"]["data"])
                await socket.send_text(json.dumps({"id": asked["id"], "rpc": {"data": result}}))
        except WebSocketDisconnect:
            pass

    return Starlette(routes=[WebSocketRoute("/connection/websocket", serve)])


async def people_by_token(url: str, tokens: Sequence[str]) -> dict[str, int]:
    """A dictionary in place of sign-in, read before anything is measured."""
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        rows = (await connection.execute(text("SELECT token_hash, person_id FROM session"))).all()
    await engine.dispose()
    known = {bytes(hashed): person for hashed, person in rows}
    return {token: known[hashlib.sha256(token.encode()).digest()] for token in tokens}


async def main() -> None:
    way, port, url, tokens = sys.argv[1:]
    with open(tokens) as file:  # noqa: ASYNC230, PTH123
        people = await people_by_token(url, file.read().split())
    place = {"orm": with_orm, "core": with_core, "raw": by_hand}[way]
    config = uvicorn.Config(
        app_of(await place(url), people),
        port=int(port),
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_level="warning",
    )
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    import uvloop

    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(main())
