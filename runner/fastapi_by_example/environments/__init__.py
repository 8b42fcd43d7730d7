"""Resolve a target's versions and build environments from them."""
