"""Makes what models are trained and tested with; nothing here is part of the installed bot."""
