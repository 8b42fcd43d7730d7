"""The static site: the corpus to read and copy, and the outcomes of saved runs.

Data flows one way: corpus and runs → views (`views`, from `outcomes`, `exchanges`, `related` and others) →
templates (`render`) → files (`write`).
"""
