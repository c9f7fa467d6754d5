"""What is said to somebody who was just shown whom to call: no small talk, and the numbers always in reach."""
