from tests.databases import storage

__all__ = ["storage"]
