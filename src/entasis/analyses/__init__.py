"""Facts that rules stand on: constants and dead branches, where data comes from, which calls cannot work."""
