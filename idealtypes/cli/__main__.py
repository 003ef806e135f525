"""`python -m idealtypes.cli`, where the console script is not installed."""

from idealtypes.cli import main

if __name__ == "__main__":
    main()
