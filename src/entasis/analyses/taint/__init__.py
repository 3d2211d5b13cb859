"""Where untrusted data goes: summaries per function, from sources to sinks, past guards that hold."""
