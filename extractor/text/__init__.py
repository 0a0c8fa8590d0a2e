"""What words and numbers are in any text: folding, stems, tokens, number words, the calendar."""
