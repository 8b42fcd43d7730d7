"""Read the files of a corpus into concepts: discovery, headers, selection and search."""
