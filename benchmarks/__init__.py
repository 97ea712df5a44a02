"""Each number that the README states, as a command."""
