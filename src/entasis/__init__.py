"""Entasis reviews source code for security defects, with proof, on the ten pillars of CWE-1000."""

__version__ = "0.1.0.dev0"
