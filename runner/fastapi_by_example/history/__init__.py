"""The history: what every release of FastAPI did to every example, kept as data."""
