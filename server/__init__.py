"""Bidroom, a self-hosted live freelance marketplace: the server."""
