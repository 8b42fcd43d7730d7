"""Compare two runs: the changes, and the causes behind them."""
