"""Whether more interviews would tell anything new, and where the next one would help most."""
