"""The tests of the runner and its tools."""
