"""The tests of the runner, and what measures it."""
