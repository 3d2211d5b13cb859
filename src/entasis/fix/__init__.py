"""How findings are mended: from what a rule asks for to edits of the text."""
