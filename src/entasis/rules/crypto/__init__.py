"""Algorithms that no longer protect."""
