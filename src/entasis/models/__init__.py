"""What is known of libraries, as data: which rows there are, how they are written, and how they are looked up."""
