"""Accounts, sessions and profiles, on both databases."""
