"""The run document, and what is kept beside it: shards, remembered durations."""
