"""The words, numbers and signs that expressions of time are made of, by language."""
