"""Who may subscribe to `person:<id>`, and how the ids of channels are read: they come from outside, as they like."""

import re
from collections.abc import Iterable

from server.people.authentication import session_stands
from server.storage.tx import Tx

CANONICAL = re.compile("[1-9][0-9]{0,15}")
LARGEST = 2**53 - 1


def numbers(ids: Iterable[str]) -> list[int]:
    """The row numbers among some ids: `7`, but not `07`, `+7` or what no row can have. One row, one channel."""
    return [number for text in ids if CANONICAL.fullmatch(text) and (number := int(text)) <= LARGEST]


def may_subscribe_to_people(tx: Tx, ids: frozenset[str]) -> frozenset[str]:
    mine = ids & {str(tx.caller.person)}
    return mine if mine and session_stands(tx) else frozenset()
