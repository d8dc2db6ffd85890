"""Accounts, sessions and profiles: who somebody is, and what they say of themselves. This is its part of the API."""

from typing import Any

from server.messages import Endpoint, Event, MaySubscribe, Shown, Signal, SlowEndpoint, endpoint, slow_endpoint
from server.people.access import may_subscribe_to_people
from server.people.authentication import ME
from server.people.me import GetMe, get_me
from server.people.profiles import ProfileUpdated
from server.people.registering import Register, before_registering, register
from server.people.revoking_sessions import RevokeSession, revoke_session
from server.people.session_list import ListSessions, list_sessions
from server.people.sessions import SessionEnded, SessionStarted
from server.people.shifting_the_clock import ShiftClock, move_clock
from server.people.signing_in import SignIn, before_signing_in, sign_in
from server.people.signing_out import SignOut, sign_out
from server.people.updating_profile import UpdateProfile, update_profile

__all__ = ["CHANNELS", "COMMANDS", "EVENTS", "ME", "PRESENCE", "QUERIES", "SIGNALS"]

COMMANDS: dict[str, Endpoint[Any, Any] | SlowEndpoint[Any, Any, Any]] = {
    "account.register": slow_endpoint(Register, before_registering, register),
    "account.sign_in": slow_endpoint(SignIn, before_signing_in, sign_in),
    "account.sign_out": endpoint(SignOut, sign_out),
    "session.revoke": endpoint(RevokeSession, revoke_session),
    "profile.update": endpoint(UpdateProfile, update_profile),
    "clock.shift": endpoint(ShiftClock, move_clock),
}
QUERIES: dict[str, Endpoint[Any, Any]] = {
    "me": endpoint(GetMe, get_me),
    "session.list": endpoint(ListSessions, list_sessions),
}
CHANNELS: dict[str, MaySubscribe] = {
    "person": may_subscribe_to_people,
}
EVENTS: dict[str, tuple[type[Event], ...]] = {
    "person": (ProfileUpdated, SessionStarted, SessionEnded),
}
SIGNALS: dict[str, Signal] = {}
PRESENCE: dict[str, Shown] = {}
