"""Find the concepts that a project uses by reading its sources, without importing them."""
