"""What goes wrong, and what is made of it."""
