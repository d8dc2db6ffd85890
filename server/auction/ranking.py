"""The published order of bids: by price, the lowest first. A pure function over the list, the same for whoever looks.

When somebody bid never counts, neither for the rank nor for the order of equals.
"""

from collections.abc import Mapping

KNUTH = 2654435761


def ranks(amounts: Mapping[int, int]) -> dict[int, int]:
    """Each bid's place. Equal amounts share a place, and the next one counts them all: 1, 2, 2, 4."""
    places: dict[int, int] = {}
    for place, amount in enumerate(sorted(amounts.values()), start=1):
        places.setdefault(amount, place)
    return {bid: places[amount] for bid, amount in amounts.items()}


def in_order(amounts: Mapping[int, int]) -> list[int]:
    """The bids as a list shows them. Equals are shuffled, always alike, so that the lower number is not always on top."""
    return sorted(amounts, key=lambda bid: (amounts[bid], bid * KNUTH % 2**32, bid))
