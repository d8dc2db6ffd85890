"""The bad days in full, and what they cost. Run by `make bench`, never by `make test`."""
