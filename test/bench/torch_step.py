"""The step of test/bench/dcgan-step.ts in PyTorch, on the threads given. For each line of input, a number of steps: does them and
prints the milliseconds of each as JSON. As there, the losses are read back after each step."""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(1)
torch.set_num_threads(int(sys.argv[1]))

generator = nn.Sequential(
    nn.Linear(100, 3136, bias=False), nn.BatchNorm1d(3136), nn.ReLU(), nn.Unflatten(1, (64, 7, 7)),
    nn.ConvTranspose2d(64, 32, 4, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
    nn.ConvTranspose2d(32, 1, 4, 2, 1), nn.Tanh())
discriminator = nn.Sequential(
    nn.Conv2d(1, 32, 4, 2, 1), nn.LeakyReLU(0.2),
    nn.Conv2d(32, 64, 4, 2, 1, bias=False), nn.BatchNorm2d(64), nn.LeakyReLU(0.2),
    nn.Flatten(), nn.Linear(3136, 1))
optimizer_g = torch.optim.Adam(generator.parameters(), 1e-3, (0.5, 0.999))
optimizer_d = torch.optim.Adam(discriminator.parameters(), 1e-3, (0.5, 0.999))
real = torch.tanh(torch.randn(64, 1, 28, 28))


def step():
    with torch.no_grad():
        fake = generator(torch.randn(64, 100))
    loss_d = F.softplus(-discriminator(real)).mean() + F.softplus(discriminator(fake)).mean()
    optimizer_d.zero_grad()
    loss_d.backward()
    optimizer_d.step()
    for weight in discriminator.parameters():
        weight.requires_grad_(False)
    loss_g = F.softplus(-discriminator(generator(torch.randn(64, 100)))).mean()
    optimizer_g.zero_grad()
    loss_g.backward()
    optimizer_g.step()
    for weight in discriminator.parameters():
        weight.requires_grad_(True)
    return loss_d.item(), loss_g.item()


def milliseconds():
    start = time.perf_counter()
    step()
    return 1000 * (time.perf_counter() - start)


for line in sys.stdin:
    print(json.dumps([milliseconds() for _ in range(int(line))]), flush=True)
