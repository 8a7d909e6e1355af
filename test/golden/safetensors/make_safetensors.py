"""Makes the files beside this script with the reference implementation of safetensors.

    pip install safetensors==0.8.0 numpy==2.4.6 ml_dtypes==0.6.0
    python test/golden/safetensors/make_safetensors.py

dtypes.safetensors       one tensor of each element type, with the edges of its range
names.safetensors        names that need care, a scalar, an empty tensor and metadata
checkpoint.safetensors   a small state_dict as PyTorch has it: F32 weights and an I64 counter
exact.safetensors        all element types that we write, with values that float32 holds exactly
expected.json            the float32 values NumPy makes of them, as bit patterns, and hashes of whole conversion tables
"""

import hashlib
import json
import pathlib

import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent
NAN = np.uint32(0x7FC00000)

DTYPES = {
    "BOOL": (np.bool_, [False, True, True, False]),
    "U8": (np.uint8, [0, 1, 127, 255]),
    "I8": (np.int8, [-128, -1, 0, 127]),
    "I16": (np.int16, [-32768, -1, 0, 32767]),
    "U16": (np.uint16, [0, 1, 32768, 65535]),
    "I32": (np.int32, [-(2**31), -16777217, 16777219, 2**31 - 1]),
    "U32": (np.uint32, [0, 16777217, 2**31, 2**32 - 1]),
    "F32": (np.float32, [0.0, -0.0, 1e-45, -3.4028235e38, np.inf, -np.inf, np.nan, 0.1]),
    "F64": (np.float64, [0.0, -0.0, 1e-60, 1e300, -np.inf, np.nan, 0.1, 16777217.0]),
    # Some of these lie so close to halfway between two float32 that rounding to double first goes wrong.
    "I64": (
        np.int64,
        [0, -1, 123456, 16777217, -(2**63), 2**63 - 1, 2**60 + 2**36 + 1, -(2**60) - 2**36 - 1, 2**60 + 2**36, 2**62 + 2**38 - 1],
    ),
    "U64": (np.uint64, [0, 1, 2**64 - 1, 2**63 + 2**39 + 1, 2**63 + 2**39, 2**63 + 3 * 2**39]),
    "F16": (np.float16, [0.0, -0.0, 6e-8, -6.1e-5, 65504.0, np.inf, -np.inf, np.nan, 0.1]),
    "BF16": (ml_dtypes.bfloat16, [0.0, -0.0, 1e-40, 3.3895e38, np.inf, -np.inf, np.nan, 0.1]),
    "F8_E4M3": (ml_dtypes.float8_e4m3fn, [0.0, -0.0, 2**-9, 448.0, -1.75, np.nan, 0.1]),
    "F8_E5M2": (ml_dtypes.float8_e5m2, [0.0, -0.0, 2**-16, 57344.0, np.inf, -np.inf, np.nan, 0.1]),
}

EXACT = {
    "BOOL": (np.bool_, [True, False]),
    "U8": (np.uint8, [3, 255]),
    "I8": (np.int8, [-128, 127]),
    "I16": (np.int16, [-32768, 32767]),
    "U16": (np.uint16, [7, 65535]),
    "I32": (np.int32, [-(2**31), 16777216]),
    "U32": (np.uint32, [2**31, 1]),
    "F32": (np.float32, [0.1, np.inf, np.nan, -0.0, 1e-45]),
    "F64": (np.float64, [0.5, -np.inf, np.nan, -0.0]),
    "I64": (np.int64, [-(2**63), 123456]),
    "U64": (np.uint64, [2**63, 123456]),
    "F16": (np.float16, [0.1, np.inf, np.nan, -0.0, 6e-8, -65504.0]),
    "BF16": (ml_dtypes.bfloat16, [0.1, np.inf, np.nan, -0.0, 1e-40, -3.3895e38]),
}


def bits(array: np.ndarray) -> np.ndarray:
    """The float32 bit patterns, with one pattern for all NaN: processors differ in theirs."""
    with np.errstate(over="ignore"):
        values = array.astype(np.float32)
    return np.where(np.isnan(values), NAN, values.view(np.uint32))


def digest(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def tables() -> dict[str, str]:
    all16 = np.arange(65536, dtype=np.uint16)
    all8 = np.arange(256, dtype=np.uint8)
    # 2^20 float32 patterns spread over the whole range by a multiplication that wraps.
    spread = np.arange(2**20, dtype=np.uint32) * np.uint32(2654435761)
    spread = spread.view(np.float32)
    # and every float32 that lies exactly halfway between two halves, with its neighbours.
    halves = np.arange(0x7C00, dtype=np.uint16).view(np.float16).astype(np.float64)
    middle = ((halves[:-1] + halves[1:]) / 2).astype(np.float32).view(np.uint32)
    ties = np.concatenate([middle - 1, middle, middle + 1]).view(np.float32)
    narrow = {}
    for name, source in [("spread", spread), ("ties", ties)]:
        for target in [np.float16, ml_dtypes.bfloat16]:
            with np.errstate(over="ignore", invalid="ignore"):
                rounded = source.astype(target)
            codes = np.where(np.isnan(source), np.uint16(0x7FC0), rounded.view(np.uint16))
            narrow[f"{name} to {np.dtype(target).name}"] = digest(codes)
    return {
        "all float16": digest(bits(all16.view(np.float16))),
        "all bfloat16": digest(bits(all16.view(ml_dtypes.bfloat16))),
        "all float8_e4m3fn": digest(bits(all8.view(ml_dtypes.float8_e4m3fn))),
        "all float8_e5m2": digest(bits(all8.view(ml_dtypes.float8_e5m2))),
        **narrow,
    }


def main() -> None:
    with np.errstate(over="ignore"):
        arrays = {name: np.array(values, dtype=scalar) for name, (scalar, values) in DTYPES.items()}
    save_file(arrays, HERE / "dtypes.safetensors", metadata={"made by": "the reference implementation"})

    names = {
        "": np.array([1], dtype=np.float32),
        "../../etc/passwd": np.array([2], dtype=np.float32),
        "__proto__": np.array([3], dtype=np.float32),
        "constructor": np.array([4], dtype=np.float32),
        "0": np.array([5], dtype=np.float32),
        'quote" back\\slash \n\t\x01 line': np.array([6], dtype=np.float32),
        "합성곱 \U0001f600 \uffee": np.array([7], dtype=np.float32),
        "scalar": np.array(8, dtype=np.float32),
        "empty": np.zeros((0, 3), dtype=np.float32),
        "matrix": np.arange(6, dtype=np.float32).reshape(2, 3),
    }
    save_file(names, HERE / "names.safetensors", metadata={"format": "pt"})

    rng = np.random.default_rng(7)
    checkpoint = {
        "conv1.weight": rng.standard_normal((4, 3, 3, 3), dtype=np.float32),
        "bn1.weight": np.ones(4, dtype=np.float32),
        "bn1.running_mean": rng.standard_normal(4, dtype=np.float32),
        "bn1.num_batches_tracked": np.array(123457, dtype=np.int64),
    }
    save_file(checkpoint, HERE / "checkpoint.safetensors")

    exact = {
        f"{name} {part}": array[: len(array) // 2 + part]
        for part in [1, 0]
        for name, (scalar, values) in EXACT.items()
        for array in [np.array(values, dtype=scalar)]
    }
    save_file(exact, HERE / "exact.safetensors")

    expected = {
        "values": {name: [int(b) for b in bits(array)] for name, array in arrays.items()},
        "checkpoint": {name: [int(b) for b in bits(array).ravel()] for name, array in checkpoint.items()},
        "tables": tables(),
    }
    (HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
