"""Lists of people: rows in, checked rows out. `reading` knows files and pasted text, `checking` knows people."""
