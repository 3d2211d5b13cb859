"""The Python front end: text to `ast` nodes, and `ast` nodes to the IR."""
