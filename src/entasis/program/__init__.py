"""What is known of the whole program: modules and imports, classes, API paths, and what each call reaches."""
