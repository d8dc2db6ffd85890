from tests.databases import postgres, storage

__all__ = ["postgres", "storage"]
