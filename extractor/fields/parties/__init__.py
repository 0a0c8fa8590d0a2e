"""Reading, matching, fusing and blocking the parties of events."""
