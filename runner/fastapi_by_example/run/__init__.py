"""The run document, sharding and merging, and remembered durations."""
