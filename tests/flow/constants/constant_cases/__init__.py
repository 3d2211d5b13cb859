"""Cases: each function is run with many inputs, and analysed."""
