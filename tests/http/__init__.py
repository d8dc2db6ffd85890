"""The HTTP edge, as browsers, scripts and whoever means harm meet it."""
