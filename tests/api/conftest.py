"""The cast comes on, where a test needs a database."""

from tests.people.stage import carla, fred, frida, kind, olga, otto, place, stage

__all__ = ["carla", "fred", "frida", "kind", "olga", "otto", "place", "stage"]
