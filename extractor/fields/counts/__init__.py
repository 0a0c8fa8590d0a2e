"""What `Count` is made of: counts in text, the words around them, and what they count."""
