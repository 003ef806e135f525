"""What carries a result: leave out a source, a code, a statement; how far a case is from its border."""
