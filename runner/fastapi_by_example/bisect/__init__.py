"""Find the releases behind a change."""
