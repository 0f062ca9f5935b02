"""``python -m onrecord`` is ``onrecord``. Decides nothing."""

from onrecord.cli import main

if __name__ == "__main__":
    main()
