"""Unpacks some files of a wheel: unpack.py WHEEL FOLDER PREFIX..."""

import sys
import zipfile

wheel, folder, *prefixes = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    names = [name for name in archive.namelist() if name.startswith(tuple(prefixes))]
    missing = [prefix for prefix in prefixes if not any(name.startswith(prefix) for name in names)]
    if missing:
        sys.exit(f"error: the wheel holds no {', '.join(missing)}")
    archive.extractall(folder, names)
