"""Front ends turn source text of one language into the IR, and never raise on any text."""
