"""The same command under the same key happens once, however often and from wherever it is sent."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from server.errors import Refusal
from server.storage.tables import Idempotency
from server.storage.tx import Tx

# Both dialects' `insert` render the same ON CONFLICT; SQLite's construct compiles on PostgreSQL only by its own class.
CLAIM = {
    "sqlite": sqlite.insert(Idempotency).on_conflict_do_nothing().returning(Idempotency.key),
    "postgresql": postgresql.insert(Idempotency).on_conflict_do_nothing().returning(Idempotency.key),
}
CLAIMED = select(Idempotency).where(Idempotency.person == bindparam("me"), Idempotency.key == bindparam("under"))
KEEP_RESULT = (
    update(Idempotency)
    .where(Idempotency.person == bindparam("me"), Idempotency.key == bindparam("under"))
    .values(result=bindparam("answer"))
)
FORGET = delete(Idempotency).where(Idempotency.claimed_at < bindparam("before"))


def once(tx: Tx, key: str, command: str, fields: bytes, carry_out: Callable[[], bytes]) -> bytes:
    """Carries a command out, or answers what it was answered the first time. Refuses key_reused for other fields.

    The claim is the transaction's first write: a simultaneous repeat waits for it and then finds the first one's result.
    A refused command leaves no claim, because its claim is rolled back with it.
    """
    digest = hashlib.sha256(fields).digest()
    claim = {"person": tx.person, "key": key, "command": command, "digest": digest}
    # Not tx.now: that is read after the action's first lock.
    if tx.value(CLAIM[tx.dialect], **claim, claimed_at=datetime.now(UTC)) is None:
        first = tx.found(CLAIMED, me=tx.person, under=key)
        if (first.command, first.digest) != (command, digest) or first.result is None:
            raise Refusal("key_reused", "This key was used for another command. Please mint a new one for each.")
        return first.result

    tx.key = key
    result = carry_out()
    tx.one(KEEP_RESULT, me=tx.person, under=key, answer=result)
    return result


def forget_keys(tx: Tx, before: datetime) -> int:
    """Lets go of claims older than the promise. Returns how many."""
    return tx.change(FORGET, before=before)
