"""The commands of the command line, one module for each group; they call the steps and hold no logic of their own."""
