"""What an operator sets, read once from the environment. Nothing else in the project looks there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from limits import parse_many

ENVIRONMENTS = ("development", "production")
NUMBERS: dict[str, Callable[[str], float]] = {"port": int, "closing_seconds": float}
SWITCHES = ("demo",)
RATES = ("rate_person", "rate_address", "rate_sign_in", "rate_password", "rate_connection")


class BadSetting(Exception):
    """A variable that cannot be used, with a sentence that names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is the variable BIDROOM_<NAME>. Rates are written `10/second` or `5/minute;30/hour`."""

    env: str = "development"
    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str = "sqlite:///var/bidroom.db"
    redis_url: str = ""
    demo: bool = False
    public_url: str = ""
    rate_person: str = "50/second;1200/minute"
    rate_address: str = "200/second;6000/minute"
    rate_sign_in: str = "10/minute;60/hour"
    rate_password: str = "60/minute"
    rate_connection: str = "100/second"
    closing_seconds: float = 8.0
    metrics_token: str = ""

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def clock_apart(self) -> bool:
        """Whether the clock may run in processes of its own: with PostgreSQL to agree by and Redis to tell the others."""
        return self.sqlite_path is None and bool(self.redis_url)

    @property
    def sqlite_path(self) -> Path | None:
        """The database's file, or None on PostgreSQL."""
        scheme, _, path = self.database_url.partition(":///")
        return Path(path) if scheme == "sqlite" else None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """Raises BadSetting. Variables of ours that do not exist are refused too: they are usually misspelt."""
        known = {f"BIDROOM_{each.name.upper()}": each for each in fields(cls)}
        given: dict[str, Any] = {}
        for variable, text in environment.items():
            if not variable.startswith("BIDROOM_"):
                continue
            if variable not in known:
                raise BadSetting(f"{variable} is not a setting. The settings are: {', '.join(known)}.")
            setting = known[variable]
            if setting.name in SWITCHES:
                if text not in ("0", "1"):
                    raise BadSetting(f"{variable} must be 1 or 0, not {text!r}.")
                given[setting.name] = text == "1"
                continue
            try:
                given[setting.name] = NUMBERS.get(setting.name, str)(text)
            except ValueError:
                raise BadSetting(f"{variable} must be a number, not {text!r}.") from None
        settings = cls(**given)
        settings._check()
        return settings

    def but(self, **changes: Any) -> "Settings":
        """These settings with what the command line overrides. Raises BadSetting."""
        settings = replace(self, **changes)
        settings._check()
        return settings

    def _check(self) -> None:
        if self.env not in ENVIRONMENTS:
            raise BadSetting(f"BIDROOM_ENV must be one of {', '.join(ENVIRONMENTS)}, not {self.env!r}.")
        if self.sqlite_path is None and not self.database_url.startswith("postgresql"):
            raise BadSetting("BIDROOM_DATABASE_URL must begin with sqlite:/// or postgresql://.")
        if self.redis_url and not self.redis_url.startswith(("redis://", "rediss://", "unix://")):
            raise BadSetting("BIDROOM_REDIS_URL must begin with redis://, rediss:// or unix://.")
        if self.sqlite_path == Path():
            raise BadSetting("BIDROOM_DATABASE_URL must name a file after sqlite:///.")
        if self.public_url and not _is_address(self.public_url):
            raise BadSetting("BIDROOM_PUBLIC_URL must be the site's address, such as https://bids.example.org.")
        if self.production and not self.public_url.startswith("https://"):
            raise BadSetting("BIDROOM_PUBLIC_URL must be the site's https:// address in production.")
        if self.production and self.demo:
            raise BadSetting("A site in production is no demo: there anybody may sign in as its people. Unset BIDROOM_DEMO.")
        if not 0 < self.port < 65536:
            raise BadSetting("BIDROOM_PORT must lie between 1 and 65535.")
        if not 0 <= self.closing_seconds <= 3600:
            raise BadSetting("BIDROOM_CLOSING_SECONDS must lie between 0 and 3600.")
        for name in RATES:
            try:
                parse_many(getattr(self, name))
            except ValueError:
                raise BadSetting(f"BIDROOM_{name.upper()} must be written 10/second or 5/minute;30/hour.") from None


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
