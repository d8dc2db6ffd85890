"""A command beside another command's action is a type error: the type check fails if these ignores are not needed."""

from server.auction.bidding import PlaceBid, place_bid
from server.auction.posting import PostJob, post_job
from server.messages import endpoint, slow_endpoint
from server.people.registering import Register, before_registering, register
from server.people.signing_in import SignIn


def test_a_wrong_pair_is_a_type_error() -> None:
    endpoint(PostJob, post_job)
    endpoint(PostJob, place_bid)  # type: ignore[arg-type]
    endpoint(PlaceBid, post_job)  # type: ignore[arg-type]
    slow_endpoint(Register, before_registering, register)
    slow_endpoint(SignIn, before_registering, register)  # type: ignore[arg-type]
