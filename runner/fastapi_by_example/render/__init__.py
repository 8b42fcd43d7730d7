"""Render runs and comparisons for the terminal, Markdown, JUnit viewers and GitHub."""
