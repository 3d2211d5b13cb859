"""Algorithms over graphs that know no weakness and no program."""
