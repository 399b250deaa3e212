"""What a text means: words in, a Reply out; no database, no clock."""
