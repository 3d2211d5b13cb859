"""Turns a review into bytes for a reader: text for people, JSON and SARIF for programs.

A report adds nothing and leaves nothing out; it never sees the reviewed files, only what the review quotes.
"""
