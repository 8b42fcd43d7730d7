"""Run examples in an environment and judge the results."""
