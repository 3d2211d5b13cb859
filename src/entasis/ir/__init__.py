"""The intermediate representation: SSA registers for names, loads and stores for memory, one CFG a function."""
