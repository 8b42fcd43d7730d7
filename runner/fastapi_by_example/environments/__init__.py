"""From a target to an environment: versions are resolved, packages installed."""
