"""The cache folder, its locks, digests and the one atomic writer."""
