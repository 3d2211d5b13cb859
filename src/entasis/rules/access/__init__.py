"""Who one talks to, and what they may do."""
