"""Settings are read once, and what cannot be used is refused with a sentence that names the variable."""

from pathlib import Path

import pytest

from server.settings import BadSetting, Settings


def test_nothing_needs_to_be_set() -> None:
    settings = Settings.read({"PATH": "/usr/bin"})

    assert settings == Settings()
    assert settings.sqlite_path == Path("var/bidroom.db")
    assert not settings.production


def test_each_variable_is_read_as_what_it_is() -> None:
    settings = Settings.read(
        {
            "BIDROOM_ENV": "production",
            "BIDROOM_PUBLIC_URL": "https://bids.example.org",
            "BIDROOM_PORT": "80",
            "BIDROOM_CLOSING_SECONDS": "0.5",
            "BIDROOM_DATABASE_URL": "postgresql://bidroom@db/bidroom",
            "BIDROOM_RATE_SIGN_IN": "5/minute;30/hour",
        }
    )

    assert settings.production
    assert (settings.port, settings.closing_seconds) == (80, 0.5)
    assert settings.sqlite_path is None


@pytest.mark.parametrize(
    ("url", "path"), [("sqlite:///bidroom.db", "bidroom.db"), ("sqlite:////srv/bidroom.db", "/srv/bidroom.db")]
)
def test_where_the_file_is(url: str, path: str) -> None:
    assert Settings.read({"BIDROOM_DATABASE_URL": url}).sqlite_path == Path(path)


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("BIDROOM_ENV", "staging"),
        ("BIDROOM_PORT", ""),
        ("BIDROOM_PORT", "http"),
        ("BIDROOM_PORT", "0"),
        ("BIDROOM_PORT", "65536"),
        ("BIDROOM_CLOSING_SECONDS", "soon"),
        ("BIDROOM_CLOSING_SECONDS", "-1"),
        ("BIDROOM_CLOSING_SECONDS", "nan"),
        ("BIDROOM_DATABASE_URL", "mysql://db/bidroom"),
        ("BIDROOM_DATABASE_URL", "sqlite://bidroom.db"),
        ("BIDROOM_DATABASE_URL", "sqlite:///"),
        ("BIDROOM_DATABASE_URL", ""),
        ("BIDROOM_PUBLIC_URL", "bids.example.org"),
        ("BIDROOM_PUBLIC_URL", "https://"),
        ("BIDROOM_PUBLIC_URL", "https://["),
        ("BIDROOM_PUBLIC_URL", "https://bids.example.org:port"),
        ("BIDROOM_PUBLIC_URL", "ftp://bids.example.org"),
        ("BIDROOM_RATE_PERSON", ""),
        ("BIDROOM_RATE_PERSON", "often"),
        ("BIDROOM_RATE_SIGN_IN", "5/fortnight"),
        ("BIDROOM_PROT", "8000"),
    ],
)
def test_what_cannot_be_used_is_named(variable: str, text: str) -> None:
    with pytest.raises(BadSetting, match=variable):
        Settings.read({variable: text})


@pytest.mark.parametrize("public_url", ["", "http://bids.example.org"])
def test_production_is_served_over_tls(public_url: str) -> None:
    with pytest.raises(BadSetting, match="https"):
        Settings.read({"BIDROOM_ENV": "production", "BIDROOM_PUBLIC_URL": public_url})
