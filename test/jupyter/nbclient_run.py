"""Runs a notebook with nbclient, as nbconvert and CI do. Input: {"kernelspecs": "...", "cells": [...], "cwd": "..."}."""

import json
import os
import sys

setup = json.load(sys.stdin)
os.environ["JUPYTER_PATH"] = setup["kernelspecs"]

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in setup["cells"]])
failure = None
try:
    NotebookClient(notebook, kernel_name="tslab", timeout=60, resources={"metadata": {"path": setup["cwd"]}}).execute()
except CellExecutionError as error:
    failure = {"ename": error.ename, "evalue": error.evalue, "text": str(error)}
nbformat.validate(notebook)
print(json.dumps({"failure": failure, "outputs": [cell.outputs for cell in notebook.cells]}))
