"""Verify a corpus of FastAPI examples against any set of versions, and compare two of them."""
