"""A small compute service of two cells; a resize moves a server from one cell to the other."""
