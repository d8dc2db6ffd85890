"""The market and its auctions: jobs, bids, and how bidding ends. This is its part of the API."""

from typing import Any

from server.auction.access import (
    may_subscribe_to_bidders,
    may_subscribe_to_bids,
    may_subscribe_to_jobs,
    may_subscribe_to_the_market,
)
from server.auction.bid_list import ListBids, list_bids
from server.auction.bidding import BidPlaced, PlaceBid, place_bid
from server.auction.cancelling import CancelJob, JobCancelled, cancel_job
from server.auction.categories import ListCategories, list_categories
from server.auction.closing import CloseJob, JobClosed, close_job
from server.auction.counting import BidCountChanged
from server.auction.editing import EditJob, JobEdited, edit_job
from server.auction.extending import ExtendJob, JobExtended, extend_job
from server.auction.home import GetHome, get_home
from server.auction.job_page import GetJob, get_job
from server.auction.market import ListJobs, list_jobs
from server.auction.my_bids import ListMyBids, list_my_bids
from server.auction.person_page import GetProfile, get_person
from server.auction.posting import JobOpened, PostJob, post_job
from server.auction.receipts import BidReceipt
from server.auction.revising import BidRevised, ReviseBid, revise_bid
from server.auction.withdrawing import BidWithdrawn, WithdrawBid, withdraw_bid
from server.messages import Endpoint, Event, MaySubscribe, Shown, Signal, SlowEndpoint, endpoint

COMMANDS: dict[str, Endpoint[Any, Any] | SlowEndpoint[Any, Any, Any]] = {
    "job.post": endpoint(PostJob, post_job),
    "job.edit": endpoint(EditJob, edit_job),
    "job.extend": endpoint(ExtendJob, extend_job),
    "job.close": endpoint(CloseJob, close_job),
    "job.cancel": endpoint(CancelJob, cancel_job),
    "bid.place": endpoint(PlaceBid, place_bid),
    "bid.revise": endpoint(ReviseBid, revise_bid),
    "bid.withdraw": endpoint(WithdrawBid, withdraw_bid),
}
QUERIES: dict[str, Endpoint[Any, Any]] = {
    "category.list": endpoint(ListCategories, list_categories),
    "job.list": endpoint(ListJobs, list_jobs),
    "job.get": endpoint(GetJob, get_job),
    "bid.list": endpoint(ListBids, list_bids),
    "bid.mine": endpoint(ListMyBids, list_my_bids),
    "home": endpoint(GetHome, get_home),
    "profile.get": endpoint(GetProfile, get_person),
}
CHANNELS: dict[str, MaySubscribe] = {
    "market": may_subscribe_to_the_market,
    "job": may_subscribe_to_jobs,
    "bidders": may_subscribe_to_bidders,
    "bids": may_subscribe_to_bids,
}
EVENTS: dict[str, tuple[type[Event], ...]] = {
    "market": (JobOpened, JobEdited, JobExtended, JobClosed, JobCancelled),
    "job": (JobEdited, JobExtended, JobClosed, JobCancelled, BidCountChanged),
    "bidders": (BidPlaced, BidRevised, BidWithdrawn, JobExtended, JobClosed),
    "bids": (BidPlaced, BidRevised, BidWithdrawn),
    "person": (BidReceipt,),
}
SIGNALS: dict[str, Signal] = {}
PRESENCE: dict[str, Shown] = {
    "market": Shown.HOW_MANY,
    "job": Shown.HOW_MANY,  # competitors must not see each other
    "bids": Shown.WHO,
}
