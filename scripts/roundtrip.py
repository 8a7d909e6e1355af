"""PyTorch -> this library -> PyTorch: do weights and outputs survive?

For each network: torchvision makes one with random weights and saves its state_dict as safetensors. Then
  1. `npx convnets predict` runs it on a random tensor, and the output is compared with PyTorch's (within 1e-4 of the
     largest value);
  2. the library loads the weights into a model, takes them out again and writes them to a new file. Every entry of that
     file must be equal to the first, bit for bit, and PyTorch, loading it strictly, must give the identical output.

Needs a course that is set up (npm run setup), and:  pip install torch torchvision safetensors
Usage:  python scripts/roundtrip.py [NETWORK ...]
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import torch
import torchvision
from safetensors.torch import load_file, save_file

ROOT = Path(__file__).resolve().parent.parent
NETWORKS = ["alexnet", "vgg11_bn", "googlenet", "resnet50", "densenet121", "fcn_resnet50"]
INPUT = (2, 3, 160, 193)
TOLERANCE = 1e-4

RESAVE = """
const { readTorchWeights } = require('./lib/dist/checkpoints/files');
const { networkFor } = require('./lib/dist/checkpoints/networkFor');
const { buildModel, loadStateDict, stateDict, writeSafetensors } = require('./lib/dist/tfjs');
const [name, from, to, ...inputShape] = process.argv.slice(1);
readTorchWeights(from).then(weights => {
  const net = networkFor(name, weights, inputShape.map(Number));
  const model = buildModel(net);
  loadStateDict(model, net, weights);
  return writeSafetensors(to, stateDict(model, net));
});
"""


def make(name: str) -> torch.nn.Module:
    """A network with random weights, as torchvision publishes it: with auxiliary heads where its checkpoints have them."""
    options = {"weights": None}
    if name == "googlenet":
        options |= {"aux_logits": True, "init_weights": False}
    if name.startswith("fcn"):
        options |= {"aux_loss": True, "weights_backbone": None}
    return torchvision.models.get_model(name, **options)


def randomize_statistics(model: torch.nn.Module) -> None:
    for key, buffer in model.named_buffers():
        if key.endswith("running_mean"):
            buffer.normal_(0, 0.1)
        elif key.endswith("running_var"):
            buffer.uniform_(0.5, 1.5)
        elif key.endswith("num_batches_tracked"):
            buffer.fill_(1000)


def output_of(model: torch.nn.Module, x: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        y = model.eval()(x)
    return y["out"] if isinstance(y, dict) else y


def node(*args: str) -> None:
    subprocess.run(["node", *args], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def check(name: str, folder: Path) -> bool:
    weights, resaved, x_file, y_file = (str(folder / f"{part}.safetensors") for part in ("w", "w2", "x", "y"))
    model = make(name)
    randomize_statistics(model)
    x = torch.randn(INPUT)
    expected = output_of(model, x)
    save_file({key: value.contiguous() for key, value in model.state_dict().items()}, weights)
    save_file({"input": x}, x_file)

    node("scripts/convnets.mjs", "predict", name, "--weights", weights, "--input", x_file, "--output", y_file)
    error = ((load_file(y_file)["output"] - expected).abs().max() / expected.abs().max()).item()

    node("-e", RESAVE, name, weights, resaved, *(str(INPUT[axis]) for axis in (2, 3, 1)))
    before, after = load_file(weights), load_file(resaved)
    same_names = before.keys() == after.keys()
    different = [key for key in before.keys() & after.keys() if not identical(before[key], after[key])]
    again = make(name)
    again.load_state_dict(after, strict=True)
    same_output = torch.equal(output_of(again, x), expected)

    passed = error <= TOLERANCE and same_names and not different and same_output
    print(
        f"{'passed' if passed else 'FAILED'}  {name:14s} largest difference {error:.1e}, "
        f"{len(before) - len(different)} of {len(before)} entries identical, "
        f"PyTorch's output {'identical' if same_output else 'DIFFERENT'}",
        flush=True,
    )
    return passed


def identical(a: torch.Tensor, b: torch.Tensor) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and torch.equal(a, b)


def main() -> int:
    torch.manual_seed(0)
    results = []
    for name in sys.argv[1:] or NETWORKS:
        with tempfile.TemporaryDirectory() as folder:
            results.append(check(name, Path(folder)))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
