"""Examples run in an environment, and are judged by what they did."""
