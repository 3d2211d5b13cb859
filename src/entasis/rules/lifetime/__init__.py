"""Objects and data from outside, from creation to release."""
