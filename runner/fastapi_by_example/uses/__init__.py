"""Read a project's sources, without importing them, and tell which concepts they use."""
