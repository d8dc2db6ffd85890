"""What grows when a site grows: each figure at 1, 4 and 16 times the subscribers, the channels and the stored events."""
