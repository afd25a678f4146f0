"""What the bot must not forget when it stops: updates under way, what was shown, wishes of people."""
