"""Regular expressions as texts: their syntax, their automaton, and how badly matching can backtrack."""
