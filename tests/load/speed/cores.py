"""One core for the server and another for the client, where there are two: neither then takes the other's time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

ALL = sorted(os.sched_getaffinity(0))
ON_SERVER = ["taskset", "-c", str(ALL[0])] if len(ALL) > 1 else []
ON_CLIENT = ["taskset", "-c", str(ALL[1])] if len(ALL) > 1 else []


@contextmanager
def as_client() -> Iterator[None]:
    """This very process, and what it starts meanwhile. What `ON_SERVER` stands before goes elsewhere all the same."""
    if len(ALL) > 1:
        os.sched_setaffinity(0, {ALL[1]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, ALL)
