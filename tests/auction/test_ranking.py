"""The ranking's promises, for any list of bids."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from server.auction.ranking import in_order, ranks

LISTS = st.dictionaries(st.integers(1, 2**53 - 1), st.integers(1, 10), max_size=12)


def test_by_example() -> None:
    assert ranks({7: 300, 8: 100, 9: 200, 10: 200}) == {8: 1, 9: 2, 10: 2, 7: 4}
    assert ranks({}) == {}


@given(LISTS)
def test_a_rank_is_one_more_than_the_number_of_cheaper_bids(amounts: dict[int, int]) -> None:
    for bid, rank in ranks(amounts).items():
        assert rank == 1 + sum(other < amounts[bid] for other in amounts.values())


@given(LISTS, st.randoms())
def test_arrival_counts_for_nothing(amounts: dict[int, int], random: Random) -> None:
    arrivals = list(amounts.items())
    random.shuffle(arrivals)
    assert ranks(dict(arrivals)) == ranks(amounts)
    assert in_order(dict(arrivals)) == in_order(amounts)


@given(LISTS)
def test_the_list_is_in_the_order_of_ranks(amounts: dict[int, int]) -> None:
    order, places = in_order(amounts), ranks(amounts)
    assert sorted(order) == sorted(amounts)
    assert [places[bid] for bid in order] == sorted(places.values())


@given(LISTS, st.integers(1, 10))
def test_somebody_elses_bid_never_lifts_anyone(amounts: dict[int, int], amount: int) -> None:
    before, after = ranks(amounts), ranks({**amounts, 2**53: amount})
    assert all(after[bid] >= before[bid] for bid in before)


def test_equals_are_not_in_the_order_of_their_arrival() -> None:
    order = in_order(dict.fromkeys(range(1, 101), 5))
    firsts = sum(order.index(number) < order.index(number + 1) for number in range(1, 100))
    assert 30 < firsts < 70
