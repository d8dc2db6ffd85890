"""The hash-chained event log: appending a transaction's events, with offsets that commit in order."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgpack
from sqlalchemy import Connection, insert

from server.storage.tables import LoggedEvent

FIRST_HEAD = bytes(32)
SALT_BYTES = 16
ERASED = b'{"type":"event.erased"}'
"""What a reader gets in place of a body that a lawful erasure has emptied: the offset stays, the words are gone."""


@dataclass(frozen=True, slots=True)
class Emitted:
    """An event of a transaction that has not been committed yet."""

    channel: str
    body: bytes
    recheck: int | None


@dataclass(frozen=True, slots=True)
class Publication:
    """A committed event, as every process is told of it."""

    channel: str
    offset: int
    body: bytes
    recheck: int | None


def digest_of(salt: bytes, body: bytes) -> bytes:
    return hashlib.sha256(salt + body).digest()


def link(previous: bytes, channel: str, offset: int, digest: bytes) -> bytes:
    """The next hash of a channel's chain: SHA-256(previous ‖ msgpack([channel, offset, digest]))."""
    packed: bytes = msgpack.packb([channel, offset, digest])
    return hashlib.sha256(previous + packed).digest()


# Each is one statement however many channels there are. Sorted names lock rows in one order, so that two transactions
# cannot wait for each other; the upsert returns what it locked, where a sub-select would read what it was before.
CLAIM_OFFSETS = {
    "sqlite": """
        INSERT INTO channel (name, top, head)
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), zeroblob(32) FROM json_each(?) WHERE true
        ON CONFLICT (name) DO UPDATE SET top = top + excluded.top RETURNING name, top, head""",
    "postgresql": """
        INSERT INTO channel (name, top, head)
        SELECT value ->> 0, (value ->> 1)::bigint, decode(repeat('00', 32), 'hex')
        FROM json_array_elements($1::json) WITH ORDINALITY AS claim (value, place) ORDER BY place
        ON CONFLICT (name) DO UPDATE SET top = channel.top + excluded.top RETURNING name, top, head""",
}
MOVE_HEADS = {
    "sqlite": """
        UPDATE channel SET head = (SELECT hash FROM event WHERE channel = name AND "offset" = top)
        WHERE name IN (SELECT value FROM json_each(?))""",
    "postgresql": """
        UPDATE channel SET head = event.hash FROM event
        WHERE event.channel = name AND event."offset" = top
          AND name IN (SELECT json_array_elements_text($1::json))""",
}
INSERT_EVENTS = insert(LoggedEvent)


def append(connection: Connection, emitted: Sequence[Emitted]) -> list[Publication]:
    """Gives each event its channel's next offset and hash. The last thing before the commit, once for all of them."""
    if not emitted:
        return []
    database = connection.dialect.name
    counts = sorted(Counter(event.channel for event in emitted).items())
    claimed = connection.exec_driver_sql(CLAIM_OFFSETS[database], (json.dumps(counts),)).all()

    added = dict(counts)
    chain = {name: (top - added[name], bytes(head)) for name, top, head in claimed}
    rows: list[dict[str, Any]] = []
    publications = []
    for event in emitted:
        offset, previous = chain[event.channel]
        offset += 1
        salt = os.urandom(SALT_BYTES)
        digest = digest_of(salt, event.body)
        hash_ = link(previous, event.channel, offset, digest)
        chain[event.channel] = (offset, hash_)
        rows.append(
            {
                "channel": event.channel,
                "offset": offset,
                "body": event.body,
                "salt": salt,
                "digest": digest,
                "hash": hash_,
                "recheck": event.recheck,
            }
        )
        publications.append(Publication(event.channel, offset, event.body, event.recheck))

    connection.execute(INSERT_EVENTS, rows)
    connection.exec_driver_sql(MOVE_HEADS[database], (json.dumps([name for name, _ in counts]),))
    return publications
