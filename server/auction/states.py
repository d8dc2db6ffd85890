"""What may be done with a job or a bid in which state, and what it is then. Two tables; everything else refuses."""

from datetime import datetime

from server.auction.tables import Bid, BidState, Job, JobState
from server.errors import Refusal

JOB_STEPS: dict[tuple[JobState, str], JobState] = {
    ("open", "bid"): "open",
    ("open", "edit"): "open",
    ("open", "extend"): "open",
    ("open", "close"): "closed",
    ("open", "cancel"): "cancelled",
    ("open", "withdraw"): "open",
    ("closed", "withdraw"): "closed",
    ("closed", "cancel"): "cancelled",
}
BID_STEPS: dict[tuple[BidState, str], BidState] = {
    ("placed", "revise"): "placed",
    ("placed", "withdraw"): "withdrawn",
    ("withdrawn", "place"): "placed",
}


class BiddingClosed(Refusal):
    """For bidders: their offers are not taken any more."""

    def __init__(self, state: JobState) -> None:
        why = "The client has cancelled this job" if state == "cancelled" else "Bidding on this job has closed"
        super().__init__("bidding_closed", f"{why}, so bids cannot be changed any more.")


class NotOpen(Refusal):
    """For the client: the job has come too far."""

    def __init__(self, state: JobState) -> None:
        why = "This job was cancelled" if state == "cancelled" else "Bidding on this job has closed"
        super().__init__("not_open", f"{why}, so that is not possible any more. You may post it again as a new job.")


class AlreadyBid(Refusal):
    def __init__(self) -> None:
        super().__init__("already_bid", "Your bid on this job stands already. Revise it instead.")


class NotStanding(Refusal):
    def __init__(self) -> None:
        super().__init__("not_standing", "This bid was withdrawn. Until bidding closes you may place it again.")


def state_at(job: Job, now: datetime) -> JobState:
    """A job is closed from `closes_at` on, even where the clock has not come by yet to write it down."""
    return "closed" if job.state == "open" and now >= job.closes_at else job.state


def job_after(job: Job, verb: str, now: datetime) -> JobState:
    """The state that a verb leads to. Refuses not_open, to bidders bidding_closed."""
    state = state_at(job, now)
    after = JOB_STEPS.get((state, verb))
    if after is None:
        raise BiddingClosed(state) if verb in {"bid", "withdraw"} else NotOpen(state)
    return after


def bid_after(bid: Bid, verb: str) -> BidState:
    """The state that a verb leads to. Refuses already_bid or not_standing."""
    after = BID_STEPS.get((bid.state, verb))
    if after is None:
        raise AlreadyBid if verb == "place" else NotStanding
    return after
