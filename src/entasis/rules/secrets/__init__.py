"""What only its owner may know."""
