"""From the files of a corpus to concepts: discovery, headers, selection, search."""
