"""Two runs compared: what differs between them, and why."""
