"""The tests, laid out as server/ is."""
