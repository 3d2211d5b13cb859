"""Calls and conditions that cannot mean what they say."""
