"""What a board reads first: the findings of the first screen."""
