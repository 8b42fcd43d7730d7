"""Record a project's own tests, in an environment of its own for each target."""
