"""An informant withdrawn: taken out of every file, and looked for in what lies beside."""
