"""The grammar of expressions of time: one for all languages, each module with rules of one kind."""
