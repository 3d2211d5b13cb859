"""Control flow that loses errors or results."""
