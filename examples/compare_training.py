"""Trainings of optsearch beside PyTorch and JAX: the same losses, and the time they take.

    pip install numpy torch "jax[cpu]"
    swift build -c release
    python examples/compare_training.py curves .build/release/optbench
    taskset -c 0 python examples/compare_training.py speed .build/release/optbench

`curves` starts PyTorch from the same weights, gives it the same batches and learning rates, and fails if
a loss of 50 steps of AdamW differs by more than 1e-4. `speed` times whole trainings of every task on one
core: PyTorch eager, JAX with the whole training as one compiled loop (once compiled, and the first time),
and optsearch with a rule it prepares anew each time.
"""

import json
import math
import subprocess
import sys
import time

import numpy as np

BETA1, BETA2, EPSILON, WEIGHT_DECAY = 0.9, 0.999, 1e-8, 0.01


# Models. `f` holds the few functions whose names differ between the frameworks, `p` the parameters by
# name, `x` the features and `i` the indices of a batch; the result is the mean loss.


def linear(p, name, x):
    return x @ p[name + ".weight"] + p[name + ".bias"]


def perceptron(f, p, x, activation):
    layer = 1
    while f"hidden{layer}.weight" in p:
        x = activation(linear(p, f"hidden{layer}", x))
        layer += 1
    return linear(p, "output", x)


def norm(f, p, name, x):
    centered = x - f.mean(x)
    return centered / f.sqrt(f.mean(centered * centered) + 1e-5) * p[name + ".gain"] + p[name + ".bias"]


def attention(f, p, name, x, heads):
    batch, length, width = x.shape

    def split(part):
        return f.heads(linear(p, f"{name}.{part}", x).reshape(batch, length, heads, width // heads))

    q, k, v = split("query"), split("key"), split("value")
    scores = q @ f.flip(k) / math.sqrt(width // heads)
    mixed = f.softmax(f.masked(scores, length)) @ v
    return linear(p, name + ".output", f.heads(mixed).reshape(batch, length, width))


def decoder(f, p, tokens, heads):
    x = p["tokens.table"][tokens] + p["places.table"]
    block = 1
    while f"block{block}.inner.weight" in p:
        name = f"block{block}"
        x = x + attention(f, p, name + ".attention", norm(f, p, name + ".norm1", x), heads)
        inner = f.gelu(linear(p, name + ".inner", norm(f, p, name + ".norm2", x)))
        x = x + linear(p, name + ".outer", inner)
        block += 1
    return norm(f, p, "norm", x)


def digits_cnn(f, p, x, i):
    images = x[0].reshape(-1, 8, 8, 1)
    for name in ("first", "second"):
        images = f.relu(f.convolution(images, p[name + ".weight"]) + p[name + ".bias"])
    pooled = f.largest(images)
    return f.cross_entropy(linear(p, "output", pooled.reshape(pooled.shape[0], -1)), i[0][:, 0])


def autoencoder(f, p, x, i):
    code = linear(p, "code", f.relu(linear(p, "encoder", x[0])))
    output = linear(p, "output", f.relu(linear(p, "decoder", code)))
    return half_squares(output - x[1])


def half_squares(difference):
    return (difference * difference).sum() / (2 * difference.shape[0])


def logistic(f, p, x, i):
    logits = linear(p, "output", x[0])
    return (f.softplus(logits) - logits * x[1]).mean()


def genesis_mlp(f, p, x, i):
    rows = p["characters.table"][i[0]].reshape(i[0].shape[0], -1)
    return f.cross_entropy(perceptron(f, p, rows, f.tanh), i[1][:, 0])


def genesis_lm(f, p, x, i):
    logits = linear(p, "output", decoder(f, p, i[0], 2))
    return f.cross_entropy(logits.reshape(-1, logits.shape[2]), i[1].reshape(-1))


def modular_addition(f, p, x, i):
    last = decoder(f, p, i[0], 2)[:, 2]
    return f.cross_entropy(linear(p, "output", last), i[1][:, 0])


def noisy_sparse(f, p, x, i):
    seen = p["w"].reshape(-1) + x[1]
    return (seen * seen * x[0]).sum() / seen.shape[0]


def quadratic(constants):
    """The quadratic function of a centre, two planes of reflection and the curvatures."""

    def loss(f, p, x, i):
        center, first, second, curvatures = (f.array(c) for c in constants)
        w = p["w"].reshape(-1) - center
        for unit in (first, second):
            w = w - 2 * (w * unit).sum() * unit
        return (w * w * curvatures).sum()

    return loss


def rosenbrock(f, p, x, i):
    left, right = p["x"][:-1], p["x"][1:]
    return (100 * (right - left * left) ** 2 + (1 - left) ** 2).mean()


MODELS = {
    "digits-mlp": lambda f, p, x, i: f.cross_entropy(perceptron(f, p, x[0], f.relu), i[0][:, 0]),
    "digits-cnn": digits_cnn,
    "digits-autoencoder": autoencoder,
    "cancer-logistic": logistic,
    "wine-mlp": lambda f, p, x, i: f.cross_entropy(perceptron(f, p, x[0], f.tanh), i[0][:, 0]),
    "diabetes-regression": lambda f, p, x, i: half_squares(perceptron(f, p, x[0], f.tanh) - x[1]),
    "genesis-lm": genesis_lm,
    "genesis-mlp": genesis_mlp,
    "modular-addition": modular_addition,
    "rosenbrock": rosenbrock,
    "noisy-sparse": noisy_sparse,
}


class Torch:
    """The functions of the models in PyTorch."""

    def __init__(self):
        import torch

        torch.set_num_threads(1)
        self.torch, nn = torch, torch.nn.functional
        self.array = torch.tensor
        self.relu, self.tanh, self.sqrt, self.softplus = nn.relu, torch.tanh, torch.sqrt, nn.softplus
        self.cross_entropy = nn.cross_entropy
        self.gelu = lambda x: nn.gelu(x, approximate="tanh")
        self.mean = lambda x: x.mean(-1, keepdim=True)
        self.heads = lambda x: x.transpose(1, 2)
        self.flip = lambda x: x.transpose(-1, -2)
        self.softmax = lambda x: torch.softmax(x, -1)
        # Of equal values the first takes the gradient, as in optsearch; `amax` would divide it.
        pool = lambda x: nn.max_pool2d(x.permute(0, 3, 1, 2), 2)
        self.largest = lambda x: pool(x).permute(0, 2, 3, 1)

    def masked(self, scores, length):
        mask = self.torch.triu(self.torch.full((length, length), -1e9), 1)
        return scores + mask

    def convolution(self, images, weight):
        channels = images.shape[3]
        kernel = weight.reshape(3, 3, channels, -1).permute(3, 2, 0, 1)
        result = self.torch.nn.functional.conv2d(images.permute(0, 3, 1, 2), kernel, padding=1)
        return result.permute(0, 2, 3, 1)

    def train(self, model, trace):
        """The losses of a training and the seconds it took."""
        torch = self.torch
        p = {name: torch.tensor(value, requires_grad=True) for name, value in trace.parameters}
        batches = [
            ([torch.tensor(a) for a in x], [torch.tensor(a, dtype=torch.long) for a in i])
            for x, i in trace.batches
        ]
        rule = torch.optim.AdamW(
            p.values(), lr=0.0, betas=(BETA1, BETA2), eps=EPSILON, weight_decay=WEIGHT_DECAY
        )
        losses, start = [], time.perf_counter()
        for (x, i), rate in zip(batches, trace.rates):
            rule.param_groups[0]["lr"] = rate
            rule.zero_grad()
            loss = model(self, p, x, i)
            loss.backward()
            rule.step()
            losses.append(loss.detach())
        return [float(loss) for loss in losses], time.perf_counter() - start


class Jax:
    """The functions of the models in JAX."""

    def __init__(self):
        import jax

        self.jax, np, nn = jax, jax.numpy, jax.nn
        self.np, self.array = np, np.array
        self.relu, self.tanh, self.sqrt, self.softplus = nn.relu, np.tanh, np.sqrt, nn.softplus
        self.gelu = lambda x: nn.gelu(x, approximate=True)
        self.mean = lambda x: x.mean(-1, keepdims=True)
        self.heads = lambda x: x.transpose(0, 2, 1, 3)
        self.flip = lambda x: x.swapaxes(-1, -2)
        self.softmax = lambda x: nn.softmax(x, -1)
        self.largest = lambda x: x.reshape(-1, 4, 2, 4, 2, x.shape[3]).max((2, 4))

    def masked(self, scores, length):
        return scores + self.np.triu(self.np.full((length, length), -1e9), 1)

    def cross_entropy(self, logits, labels):
        logs = self.jax.nn.log_softmax(logits)
        return -self.np.take_along_axis(logs, labels[:, None], 1).mean()

    def convolution(self, images, weight):
        kernel = weight.reshape(3, 3, images.shape[3], -1)
        layout = ("NHWC", "HWIO", "NHWC")
        return self.jax.lax.conv_general_dilated(
            images, kernel, (1, 1), "SAME", dimension_numbers=layout
        )

    def train(self, model, trace):
        """The seconds of a compiled training, and of one that is compiled first."""
        jax, np = self.jax, self.np

        def step(state, batch):
            p, m, v, t = state
            x, i, rate = batch
            loss, g = jax.value_and_grad(lambda p: model(self, p, x, i))(p)
            t = t + 1
            m = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, m, g)
            v = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, v, g)
            c1, c2 = 1 - BETA1**t, 1 - BETA2**t
            p = jax.tree.map(
                lambda w, m, v: w
                - rate * (m / c1 / (np.sqrt(v / c2) + EPSILON) + WEIGHT_DECAY * w),
                p, m, v,
            )
            return (p, m, v, t), loss

        p = {name: np.array(value) for name, value in trace.parameters}
        zeros = jax.tree.map(np.zeros_like, p)
        x = [np.stack(column) for column in zip(*(x for x, _ in trace.batches))]
        i = [np.stack(column) for column in zip(*(i for _, i in trace.batches))]
        run = jax.jit(lambda state, batches: jax.lax.scan(step, state, batches))
        arguments = ((p, zeros, zeros, 0.0), (x, i, np.array(trace.rates, dtype=np.float32)))
        times = []
        for _ in range(4):
            start = time.perf_counter()
            jax.block_until_ready(run(*arguments))
            times.append(time.perf_counter() - start)
        return min(times[1:]), times[0]


class Trace:
    """A training as optbench records it."""

    def __init__(self, program, task, steps=None):
        arguments = [program, "trace", task]
        if steps is not None:
            arguments += ["--steps", str(steps)]
        data = json.loads(subprocess.run(arguments, check=True, capture_output=True).stdout)
        self.parameters = [
            (q["name"], np.array(q["values"], dtype=np.float32).reshape(q["shape"]))
            for q in data["parameters"]
        ]
        self.constants = [np.array(c, dtype=np.float32) for c in data["constants"]]
        self.losses = [step["loss"] for step in data["steps"]]
        self.rates = [step["learningRate"] for step in data["steps"]]
        size = data["batchSize"]
        self.batches = [
            (
                [np.array(a, dtype=np.float32).reshape(size, -1) for a in step["features"]],
                [np.array(a, dtype=np.int32).reshape(size, -1) for a in step["indices"]],
            )
            for step in data["steps"]
        ]


def curves(program):
    """Prints the largest relative difference of losses over 50 steps; true if all are small."""
    torch, good = Torch(), True
    for task in ("digits-mlp", "digits-cnn", "genesis-lm"):
        trace = Trace(program, task, steps=50)
        losses, _ = torch.train(MODELS[task], trace)
        worst = max(abs(a - b) / abs(b) for a, b in zip(trace.losses, losses))
        print(f"{task}: largest relative difference {worst:.1e}")
        good = good and worst < 1e-4
    return good


def speed(program):
    """Prints one line a task: milliseconds of a training, and ratios to those of optsearch."""
    torch, jax = Torch(), Jax()
    print("task, optsearch ms, PyTorch ms, JAX ms, JAX with compilation ms, ratios")
    for task in [*MODELS, "quadratic"]:
        trace = Trace(program, task)
        model = MODELS.get(task) or quadratic(trace.constants)
        lines = subprocess.run(
            [program, "trainings", "--tasks", task, "--threads", "1"],
            check=True, capture_output=True, text=True,
        ).stdout.splitlines()
        own = float(lines[1].split(", ")[3])
        eager = min(torch.train(model, trace)[1] for _ in range(2)) * 1e3
        compiled, first = (seconds * 1e3 for seconds in jax.train(model, trace))
        ratios = ", ".join(f"{other / own:.1f}x" for other in (eager, compiled, first))
        print(f"{task}, {own:.2f}, {eager:.1f}, {compiled:.2f}, {first:.0f}, {ratios}", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(0 if {"curves": curves, "speed": speed}[sys.argv[1]](sys.argv[2]) else 1)
