"""Every address, asked for by everybody: who may open what, and that nothing leaks on the way."""
