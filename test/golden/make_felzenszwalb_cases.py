"""Writes felzenszwalb_cases.json: labels of scikit-image for pictures that felzenszwalb.json does not have: thin ones, noise, one
pixel, no smoothing, strong smoothing. Usage: python make_felzenszwalb_cases.py OUT_DIR     (pip install scikit-image)
"""
import json, sys
from pathlib import Path
import numpy as np
from skimage import data, segmentation

astronaut, coffee = data.astronaut(), data.coffee()
noise = np.random.default_rng(0).integers(0, 256, (24, 30, 3)).astype(np.uint8)
cases = []
for name, image, scale, sigma, min_size in (
    ("noise", noise, 100, 0.8, 5),
    ("one row", astronaut[100:101, :60], 100, 0.8, 5),
    ("one column", astronaut[100:160, 60:61], 100, 0.8, 5),
    ("one pixel", astronaut[100:101, 60:61], 100, 0.8, 5),
    ("the defaults", astronaut[150:190, 180:230], 1, 0.8, 20),
    ("no smoothing", coffee[100:140, 200:250], 50, 0, 10),
    ("wider than the picture", coffee[100:108, 200:209], 50, 3, 4),
    ("nothing is too small", coffee[120:160, 250:300], 700, 1.3, 0),
):
    labels = segmentation.felzenszwalb(image, scale=scale, sigma=sigma, min_size=min_size)
    cases.append({"name": name, "shape": list(image.shape), "pixels": image.flatten().tolist(),
                  "options": {"scale": scale, "sigma": sigma, "minSize": min_size}, "labels": labels.flatten().tolist()})
(Path(sys.argv[1]) / "felzenszwalb_cases.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
