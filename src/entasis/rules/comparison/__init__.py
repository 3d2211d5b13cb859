"""Comparisons that compare the wrong thing."""
