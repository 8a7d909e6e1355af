"""The networks of `npm run bench` for PyTorch: torchvision's where it has them."""

from __future__ import annotations

from typing import Any, Callable

import torch
import torch.nn.functional as F
import torchvision
from torch import Tensor, nn

CLASSES = 10  # of the networks that are trained


class Block(nn.Module):
    """Two 3×3 convolutions and the parameter-free shortcut (option A) of the ResNet paper."""

    def __init__(self, in_channels: int, filters: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, filters, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.stride = stride
        self.new_channels = filters - in_channels

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.new_channels > 0:
            before = self.new_channels // 2
            x = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, before, self.new_channels - before))
        return F.relu(y + x)


class CifarResNet(nn.Module):
    """He et al. 2015, section 4.2; 6n + 2 layers."""

    def __init__(self, depth: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        blocks, in_channels = [], 16
        for filters in (16, 32, 64):
            for i in range((depth - 2) // 6):
                blocks.append(Block(in_channels, filters, 2 if i == 0 and filters > 16 else 1))
                in_channels = filters
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(64, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        x = self.blocks(F.relu(self.bn1(self.conv1(x))))
        return self.fc(x.mean((2, 3)))


class DenseLayer(nn.Module):
    """A bottleneck: 1×1 to four times the growth rate, then 3×3; its output joins what came before."""

    def __init__(self, channels: int, growth_rate: int) -> None:
        super().__init__()
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv1 = nn.Conv2d(channels, 4 * growth_rate, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(4 * growth_rate)
        self.conv2 = nn.Conv2d(4 * growth_rate, growth_rate, 3, 1, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv1(F.relu(self.bn1(x)))
        return torch.cat((x, self.conv2(F.relu(self.bn2(y)))), 1)


class CifarDenseNet(nn.Module):
    """DenseNet-BC, Huang et al. 2016, section 3; 6n + 4 layers."""

    def __init__(self, depth: int, growth_rate: int) -> None:
        super().__init__()
        channels = 2 * growth_rate
        layers: list[nn.Module] = [nn.Conv2d(3, channels, 3, 1, 1, bias=False)]
        for block in range(3):
            for _ in range((depth - 4) // 6):
                layers.append(DenseLayer(channels, growth_rate))
                channels += growth_rate
            if block < 2:
                layers += [nn.BatchNorm2d(channels), nn.ReLU(), nn.Conv2d(channels, channels // 2, 1, bias=False)]
                layers.append(nn.AvgPool2d(2))
                channels //= 2
        self.features = nn.Sequential(*layers, nn.BatchNorm2d(channels), nn.ReLU())
        self.fc = nn.Linear(channels, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(self.features(x).mean((2, 3)))


BY_HAND: dict[str, Callable[[], nn.Module]] = {
    "resnet20": lambda: CifarResNet(20),
    "densenet_bc_40_12": lambda: CifarDenseNet(40, 12),
}


def make_model(assignment: dict[str, Any]) -> nn.Module:
    name = assignment["network"]["name"]
    if name in BY_HAND:
        return BY_HAND[name]()
    if name == "googlenet":  # its initialization takes longer than everything that is measured
        return torchvision.models.googlenet(aux_logits=False, init_weights=False)
    classes = {"num_classes": CLASSES} if assignment["kind"] == "train" else {}
    return torchvision.models.get_model(name, weights=None, **classes)


def make_images(assignment: dict[str, Any]) -> Tensor:
    """[n, channels, height, width], from −1 to 1."""
    height, width, channels = assignment["network"]["inputShape"]
    return torch.rand(assignment["batch"], channels, height, width) * 2 - 1


def count_parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())
