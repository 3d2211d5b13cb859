"""Switches that must not reach production."""
