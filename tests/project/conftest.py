"""The demo project is tested by the runner, not by the tests of the runner."""

collect_ignore = ["demo"]
