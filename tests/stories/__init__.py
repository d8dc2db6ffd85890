"""Whole lives of a job, told through the wire by the cast."""
