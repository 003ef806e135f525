"""`python -m idealtypes` is the command line."""

from idealtypes.cli import main

if __name__ == "__main__":
    main()
