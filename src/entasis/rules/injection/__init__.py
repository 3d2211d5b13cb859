"""Data from outside that becomes part of a command, a query, a path or a page."""
