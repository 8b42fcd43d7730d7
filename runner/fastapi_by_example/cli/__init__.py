"""The commands, one module per group. They parse arguments, call the other packages and exit."""
