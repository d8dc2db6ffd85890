"""A job to bid on, and the words for it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.people.stage import Actor

BRIEF: dict[str, Any] = {
    "title": "Sort my receipts",
    "description": "Five thousand receipts of last year, by month and supplier.\nScans are there.",
    "category": "bookkeeping",
}
PITCH = "I have sorted receipts for twenty years."


async def posts_a_job(client: Actor, **fields: Any) -> int:
    """Closes in an hour unless said otherwise."""
    wanted = {**BRIEF, "closes_at": hence(hours=1), **fields}
    return int((await client.does("job.post", **wanted))["job"])


async def bids(bidder: Actor, job: int, amount: int = 80_000, **fields: Any) -> int:
    wanted = {"amount": amount, "days": 5, "pitch": PITCH, **fields}
    return int((await bidder.does("bid.place", job=job, **wanted))["bid"])


def hence(**time: float) -> str:
    """A moment of the real clock: move the stage's clock only after asking for it."""
    return (datetime.now(UTC) + timedelta(**time)).isoformat()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
