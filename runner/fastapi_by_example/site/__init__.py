"""The static site: the corpus to read and to copy, and, from saved runs, what works since when.

The data flows one way: corpus and runs → views (`views`, from `outcomes`, `exchanges`, `related` and others) →
templates (`render`) → files (`write`).
"""
