"""A signal is looked up, validated, rated and signed; the tables are the product's, so this brings one of its own."""

import json
from typing import Any

import pytest

from server.api.rates import Rates
from server.api.signalling import signal
from server.errors import Refusal
from server.messages import Caller, Id, Message, Said, Signal
from server.settings import Settings

FRED = Caller(person=2, session=7)
ABOUT = '{"id":2,"name":"Fréd"}'.encode()


class Typing(Message):
    since: int


class Offer(Message):
    sdp: str
    to: Id


SIGNALS = {
    "typing": Signal(Typing, frozenset({"conversation", "workroom"}), "2/day"),
    "call": Signal(Offer, frozenset({"conversation"}), "100/day"),
}


def said(data: Any, caller: Caller = FRED, channel: str = "conversation:1", rates: Rates | None = None) -> Said:
    encoded = data if isinstance(data, bytes) else json.dumps(data).encode()
    return signal(SIGNALS, rates or Rates(Settings()), caller, ABOUT, channel, encoded)


def refused(data: Any, **more: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        said(data, **more)
    return refusal.value.name


def test_the_server_signs_it_and_it_cannot_pass_for_an_event() -> None:
    told = said({"type": "typing", "since": 3})
    assert json.loads(told.body) == {"type": "signal.typing", "by": {"id": 2, "name": "Fréd"}, "since": 3}
    assert told.to == 0


def test_call_signalling_names_one_person() -> None:
    assert said({"type": "call", "sdp": "v=0", "to": 9}).to == 9


def test_what_is_not_in_the_table_is_refused() -> None:
    assert refused({"type": "bid.placed"}) == "not_known"
    assert refused({"type": "signal.typing", "since": 3}) == "not_known"
    assert refused({"type": "call", "sdp": "", "to": 9}, channel="workroom:1") == "not_known"
    assert refused({"type": "typing", "since": 3}, channel="job:1") == "not_known"


@pytest.mark.parametrize(
    "data",
    [b"", b"nonsense", b"[" * 5000, [], 7, {}, {"type": 7}, {"type": "typing"}, {"type": "typing", "since": "x"},
     {"type": "typing", "since": 1, "by": {"id": 1}}, {"type": "call", "sdp": "", "to": 0}, {"type": "call", "sdp": ""}],
)  # fmt: skip
def test_fields_that_cannot_be_right_are_refused(data: Any) -> None:
    assert refused(data) == "invalid"


def test_nobody_signals_unknown() -> None:
    assert refused({"type": "typing", "since": 3}, caller=Caller()) == "not_signed_in"


def test_each_signal_has_its_rate_for_each_person() -> None:
    rates = Rates(Settings())
    for _ in range(2):
        said({"type": "typing", "since": 3}, rates=rates)
    assert refused({"type": "typing", "since": 3}, rates=rates) == "too_many"
    said({"type": "typing", "since": 3}, caller=Caller(person=3), rates=rates)
    said({"type": "call", "sdp": "", "to": 9}, rates=rates)
