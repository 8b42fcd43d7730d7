"""From a text to a target: dates, pins, lock files, checkouts."""
