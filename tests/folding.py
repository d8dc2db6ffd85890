"""What pages do with events, written down once more: a snapshot folded with what followed must be the fresh snapshot.

Events set and never count up or down. A page that needs more than this from an event could not live on it.
"""

import copy
from collections.abc import Callable
from typing import Any

from server.auction.ranking import in_order

Snapshot = dict[str, Any]
Event = dict[str, Any]
Fold = Callable[[Snapshot, Event], None]


def market(snapshot: Snapshot, event: Event) -> None:
    """`job.list` without filters, on `market`."""
    jobs = {job["id"]: job for job in snapshot["jobs"]}
    match event["type"]:
        case "job.opened" | "job.edited":
            jobs[event["job"]] = event["card"]
        case "job.extended":
            jobs[event["job"]] |= {name: event[name] for name in ("closes_at", "decides_at")}
        case "job.closed" | "job.cancelled":
            jobs.pop(event["job"], None)
        case other:
            raise AssertionError(f"the market does not know {other}")
    snapshot["jobs"] = sorted(jobs.values(), key=lambda job: (job["opened_at"], job["id"]), reverse=True)


def job_page(snapshot: Snapshot, event: Event) -> None:
    """`job.get`, on `job:` and, for one's own bid, `person:`."""
    match event["type"]:
        case "job.edited":
            snapshot |= {name: event[name] for name in ("card", "version", "description")}
        case "job.extended":
            snapshot["card"] |= {name: event[name] for name in ("closes_at", "decides_at")}
        case "job.closed":
            snapshot["card"]["state"] = "closed"
            snapshot["closed_at"] = event["closed_at"]
        case "job.cancelled":
            snapshot["card"]["state"] = "cancelled"
            snapshot |= {"cancelled_at": event["cancelled_at"], "cancel_reason": event.get("reason")}
        case "bid_count.changed":
            snapshot["bid_count"] = event["count"]
        case "bid.receipt" if event["job"] == snapshot["card"]["id"]:
            snapshot["my_bid"] = event["mine"]
        case "bid.receipt" | "profile.updated" | "session.started" | "session.ended":
            pass
        case other:
            raise AssertionError(f"a job's page does not know {other}")


def bid_list(snapshot: Snapshot, event: Event) -> None:
    """`bid.list`, on `bids:` for the client, `bidders:` for everybody else, and `person:` for one's own words."""
    bids = {bid["bid"]: bid for bid in snapshot["bids"]}
    said = {name: event.get(name) for name in ("bid", "version", "bidder", "amount", "days", "pitch")}
    match event["type"]:
        case "bid.placed":
            fresh = {"state": "placed", "placed_at": event["placed_at"], "revised_at": None, "withdrawn_at": None}
            bids[event["bid"]] = said | fresh | {"reason": None}
        case "bid.revised":
            bids[event["bid"]] |= said | {"revised_at": event["revised_at"]}
        case "bid.withdrawn":
            taken_back = {"state": "withdrawn", "withdrawn_at": event["withdrawn_at"], "reason": event.get("reason")}
            bids[event["bid"]] |= taken_back
        case "bid.receipt" if event["mine"]["bid"] in bids:
            bids[event["mine"]["bid"]]["pitch"] = event["mine"]["pitch"]
        case "bid.receipt" | "job.extended" | "job.closed" | "profile.updated" | "session.started" | "session.ended":
            pass
        case other:
            raise AssertionError(f"a list of bids does not know {other}")
    rank(snapshot, list(bids.values()))


def rank(snapshot: Snapshot, bids: list[dict[str, Any]]) -> None:
    """The published order, by price alone: equal prices share a rank, and a shuffle settles who is shown first."""
    is_client = any(channel.startswith("bids:") for channel in snapshot["positions"])
    by_number = {bid["bid"]: bid for bid in bids if bid["state"] == "placed"}
    standing = [by_number[number] for number in in_order({number: bid["amount"] for number, bid in by_number.items()})]
    for bid in bids:
        cheaper = sum(other["amount"] < bid["amount"] for other in standing)
        bid["rank"] = cheaper + 1 if bid["state"] == "placed" else None
    gone = sorted((bid for bid in bids if bid["state"] != "placed"), key=lambda bid: int(bid["bid"]))
    snapshot["bids"] = standing + (gone if is_client else [])


def me(snapshot: Snapshot, event: Event) -> None:
    if event["type"] == "profile.updated":
        snapshot["profile"] = event["profile"]


def sessions(snapshot: Snapshot, event: Event) -> None:
    match event["type"]:
        case "session.started":
            entry = {name: event[name] for name in ("session", "address", "started_at")} | {"current": False}
            snapshot["sessions"].insert(0, entry)
        case "session.ended":
            snapshot["sessions"] = [each for each in snapshot["sessions"] if each["session"] != event["session"]]


def folded(snapshot: Snapshot, events: list[Event], fold: Fold) -> Snapshot:
    after = copy.deepcopy(snapshot)
    for event in events:
        fold(after, event)
    return after
