"""The cast comes on."""

from tests.people.stage import carla, fred, frida, kind, olga, otto, place, stage

__all__ = ["carla", "fred", "frida", "kind", "olga", "otto", "place", "stage"]
