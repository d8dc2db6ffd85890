"""What a subscriber tells the others in passing: looked up, validated, and signed by the server."""

import json
from collections.abc import Mapping
from typing import Any

from server.api.faults import validated
from server.api.rates import Rates
from server.errors import Fault, Invalid, NotSignedIn, Refusal
from server.messages import Caller, Said, Signal


def signal(signals: Mapping[str, Signal], rates: Rates, caller: Caller, about: bytes, channel: str, data: bytes) -> Said:
    """`data` is `{"type": "typing", …fields}`; told is `{"type": "signal.typing", "by": …, …fields}`.

    So it can never pass for an event. Refuses not_signed_in, invalid, too_many, and not_known where there is no such signal
    on this kind of channel.
    """
    if caller.person is None:
        raise NotSignedIn
    name, fields = _taken_apart(data)
    found = signals.get(name)
    kind = channel.partition(":")[0]
    if found is None or kind not in found.kinds:
        raise Refusal("not_known", f"There is no signal called {name!r} on {kind!r} channels.")
    rates.signal(caller.person, name, found.rate)
    asked = validated(found.fields, json.dumps(fields).encode())
    told = asked.model_dump_json(exclude_none=True).encode()
    head = b'{"type":"signal.%b","by":%b' % (name.encode(), about)
    return Said(head + (b"}" if told == b"{}" else b"," + told[1:]), getattr(asked, "to", None) or 0)


def _taken_apart(data: bytes) -> tuple[str, dict[str, Any]]:
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError):
        raise Invalid(Fault("data", "must be JSON")) from None
    if not isinstance(fields, dict) or not isinstance(fields.get("type"), str):
        raise Invalid(Fault("data.type", "must name a signal"))
    return fields.pop("type"), fields
