"""Agreement between coders and between raters."""
