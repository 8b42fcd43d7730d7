"""Record a project's own tests, in a separate environment for each target."""
