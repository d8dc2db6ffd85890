"""Windows are counted without threads, and forgotten whole."""

import threading
import time

import pytest
from limits import parse

from server.api.windows import Windows

TWICE = parse("2/minute")


def test_one_too_many_in_a_window_and_anew_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    windows = Windows()
    assert [windows.hit(TWICE, "person", "1") for _ in range(4)] == [True, True, False, False]
    assert windows.hit(TWICE, "person", "2")
    monkeypatch.setattr(time, "monotonic", lambda: began + 61)
    assert [windows.hit(TWICE, "person", "1") for _ in range(3)] == [True, True, False]


def test_limits_are_counted_apart() -> None:
    windows = Windows()
    assert [windows.hit(limit, "person", "1") for limit in (TWICE, parse("1/hour"), TWICE, parse("1/hour"))] == [
        True,
        True,
        True,
        False,
    ]


def test_nobody_is_kept_beyond_the_window_and_no_thread_looks_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    threads = threading.active_count()
    windows = Windows()
    for number in range(1000):
        windows.hit(TWICE, "connection", str(number))
    assert threading.active_count() == threads
    monkeypatch.setattr(time, "monotonic", lambda: began + 61)
    windows.hit(TWICE, "connection", "one")
    assert [len(counts) for _, counts in windows._windows.values()] == [1]
