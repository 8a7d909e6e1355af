"""Writes linear_classifiers.json: weights that scikit-learn finds for linear classifiers and ridge regression.
Usage: python make_linear_classifiers.py OUT_DIR     (pip install scikit-learn numpy)
"""
import json, sys
from pathlib import Path
import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.svm import LinearSVC

rng = np.random.default_rng(15)
n, d, k = 60, 5, 3
labels = np.arange(n) % k
centres = rng.normal(size=(k, d))
x = (centres[labels] + rng.normal(size=(n, d))).astype(np.float32).astype(float)
t = (x @ rng.normal(size=(d, 4)) + 0.3 * rng.normal(size=(n, 4)) + 1).astype(np.float32).astype(float)
svms = []
for cost, weight in ((1.0, 1.0), (0.05, 1.0), (0.3, 2.0)):
    rows = []
    for one in range(k):
        svc = LinearSVC(loss="hinge", C=cost, class_weight={1: weight, -1: 1.0}, tol=1e-8, max_iter=10_000_000, random_state=0)
        svc.fit(x, np.where(labels == one, 1, -1))
        rows.append({"weights": svc.coef_[0].tolist(), "bias": float(svc.intercept_[0])})
    svms.append({"cost": cost, "positiveWeight": weight, "machines": rows})
softmax = []
for cost in (1.0, 0.05):
    lr = LogisticRegression(C=cost, tol=1e-12, max_iter=100_000).fit(x, labels)
    softmax.append({"cost": cost, "weights": lr.coef_.flatten().tolist(), "biases": lr.intercept_.tolist()})
ridge = []
for count, penalty in ((n, 10.0), (4, 2.0)):
    r = Ridge(alpha=penalty, solver="cholesky").fit(x[:count], t[:count])
    ridge.append({"count": count, "penalty": penalty, "weights": r.coef_.flatten().tolist(), "biases": r.intercept_.tolist()})
out = {"features": {"shape": [n, d], "data": x.flatten().tolist()}, "labels": labels.tolist(),
       "targets": t.flatten().tolist(), "svm": svms, "softmax": softmax, "ridge": ridge}
(Path(sys.argv[1]) / "linear_classifiers.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
