"""Reads notebooks in Jupytext's Markdown form and prints them as a JSON list, in the order of the arguments."""

import json
import sys

import jupytext


def main() -> None:
    json.dump([jupytext.read(path, fmt="md") for path in sys.argv[1:]], sys.stdout)


if __name__ == "__main__":
    main()
