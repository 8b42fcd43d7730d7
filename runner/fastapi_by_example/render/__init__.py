"""Runs and comparisons, rendered: for the terminal, for Markdown, for JUnit viewers, for GitHub."""
