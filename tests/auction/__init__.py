"""Jobs and bids, on both databases."""
