"""The cast of the tests comes on, beside the cast of the demo."""

from tests.people.stage import carla, fred, kind, olga, otto, place, stage

__all__ = ["carla", "fred", "kind", "olga", "otto", "place", "stage"]
