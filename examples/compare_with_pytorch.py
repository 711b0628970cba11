"""Ten steps of adamw and lion by `optsearch apply` beside PyTorch, and the largest difference.

    pip install torch safetensors
    swift build -c release
    python examples/compare_with_pytorch.py .build/release/optsearch

Prints a line a rule and fails if a difference exceeds 1e-12 (everything is Float64).
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

STEPS = 10
LEARNING_RATE = 0.01
SHAPES = {"kernel": (4, 3), "bias": (5,)}


class Lion(torch.optim.Optimizer):
    """Chen et al. 2023, arXiv:2302.06675, program 1; PyTorch has none of its own."""

    def __init__(self, params, lr, beta1, beta2, weight_decay):
        super().__init__(params, dict(lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for w in group["params"]:
                m = self.state[w].setdefault("m", torch.zeros_like(w))
                sign = torch.sign(group["beta1"] * m + (1 - group["beta1"]) * w.grad)
                w -= group["lr"] * (sign + group["weight_decay"] * w)
                m.mul_(group["beta2"]).add_((1 - group["beta2"]) * w.grad)


RULES = {
    "adamw": (
        dict(beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.1),
        lambda params, h: torch.optim.AdamW(
            params,
            lr=LEARNING_RATE,
            betas=(h["beta1"], h["beta2"]),
            eps=h["eps"],
            weight_decay=h["weight_decay"],
        ),
    ),
    "lion": (
        dict(beta1=0.9, beta2=0.99, weight_decay=0.1),
        lambda params, h: Lion(params, lr=LEARNING_RATE, **h),
    ),
}


def largest_difference(program, rule, folder):
    """The largest difference of a weight after ten steps."""
    hyperparameters, make = RULES[rule]
    generator = torch.Generator().manual_seed(1)

    def draw():
        return {
            name: torch.randn(shape, generator=generator, dtype=torch.float64)
            for name, shape in SHAPES.items()
        }

    weights, gradients = draw(), [draw() for _ in range(STEPS)]
    save_file(weights, folder / "weights.safetensors")
    files = []
    for step, gradient in enumerate(gradients):
        files.append(folder / f"gradients-{step + 1}.safetensors")
        save_file(gradient, files[-1])
    out = folder / "new.safetensors"
    settings = [f"--set={name}={value}" for name, value in hyperparameters.items()]
    subprocess.run(
        [program, "apply", rule, "--weights", folder / "weights.safetensors"]
        + ["--gradients", *files, "--lr", str(LEARNING_RATE), "--precision", "f64"]
        + ["--out", out, "--force", *settings],
        check=True,
    )

    params = {name: torch.nn.Parameter(value.clone()) for name, value in weights.items()}
    optimizer = make(list(params.values()), hyperparameters)
    for gradient in gradients:
        for name, param in params.items():
            param.grad = gradient[name]
        optimizer.step()
    found = load_file(out)
    return max((found[name] - params[name].detach()).abs().max().item() for name in SHAPES)


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "optsearch"
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for rule in RULES:
            difference = largest_difference(program, rule, Path(folder))
            print(f"{rule}: largest difference after {STEPS} steps {difference:.3g}")
            worst = max(worst, difference)
    sys.exit(worst > 1e-12)


if __name__ == "__main__":
    main()
