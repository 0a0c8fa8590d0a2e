"""What a model answers: the form it is asked for, the JSON in it, and its probabilities."""
