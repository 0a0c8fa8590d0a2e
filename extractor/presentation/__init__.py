"""How values, records and events are shown to people: the words for them, and where they stand in a text."""
