"""The page at `/` in Chromium, with several people looking at the same thing."""
