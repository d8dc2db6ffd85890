"""Transactions, the event log and its proof, on both databases."""
