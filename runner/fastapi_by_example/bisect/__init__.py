"""The search for the release that brought a change."""
