"""Speed of optsearch beside PyTorch, JAX, numexpr and numpy on this machine.

    pip install numpy torch "jax[cpu]" numexpr
    swift build -c release
    python examples/compare_speed.py steps .build/release/optsearch
    python examples/compare_speed.py matrix .build/release/optbench

`steps` times whole update steps of AdamW and Lion over one tensor: optsearch and its C yardstick
(`optsearch bench --json`), PyTorch as eager operations, with foreach and with its fused AdamW (there is no
other fused rule), JAX as one jitted function with donated buffers, numexpr as one expression an array. Once
on one thread, everything pinned to one core; then on all cores, nothing pinned. `matrix` times products of
matrices on one thread: optsearch (`optbench matrix`), numpy with its BLAS, PyTorch with MKL.

Every column comes from processes of its own, which take turns `--repeats` times; printed is the median,
in ns an element with the ratio to optsearch (steps), or in GFLOP/s with optsearch's ratio to the better
peer (matrix). A call from Python costs its peers some microseconds: that is the whole time at small sizes.
"""

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time

PACKAGES = {"steps": ["numpy", "torch", "jax", "numexpr"], "matrix": ["numpy", "torch"]}
INSTALL = {"jax": '"jax[cpu]"'}
RULES = ["adamw", "lion"]
SIZES = [4_096, 65_536, 1_048_576, 16_777_216]
LR, DECAY = 1e-3, 0.01
ADAM_BETA1, ADAM_BETA2, EPSILON = 0.9, 0.999, 1e-8
LION_BETA1, LION_BETA2 = 0.9, 0.99


def median_seconds(call, budget=1.0):
    """The median duration of a call, over measurements of at least a millisecond."""
    call()
    start = time.perf_counter()
    call()
    once = time.perf_counter() - start
    repetitions = max(1, int(1e-3 / max(once, 1e-7)))
    rounds = min(max(int(budget / (once * repetitions)), 5), 101)
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(repetitions):
            call()
        times.append((time.perf_counter() - start) / repetitions)
    return statistics.median(times)


# Steps. Each maker gives a function that takes one step.


def arrays(size):
    import numpy as np

    places = np.arange(size)
    weights = ((places % 1009 - 504) * 1e-3).astype(np.float32)
    return weights, ((places % 997 - 498) * 1e-3).astype(np.float32)


def torch_step(rule, size, threads, style):
    import torch

    torch.set_num_threads(threads)
    weights, gradients = (torch.from_numpy(array) for array in arrays(size))
    w, g, m = [weights], [gradients], [torch.zeros(size)]
    if rule == "adamw":
        weights.grad = gradients
        optimizer = torch.optim.AdamW(
            [weights], lr=LR, betas=(ADAM_BETA1, ADAM_BETA2), eps=EPSILON, weight_decay=DECAY,
            foreach=style == "foreach", fused=style == "fused",
        )
        return optimizer.step
    if style == "eager":
        def step():
            u = m[0].lerp(g[0], 1 - LION_BETA1).sign_()
            w[0].mul_(1 - LR * DECAY).add_(u, alpha=-LR)
            m[0].lerp_(g[0], 1 - LION_BETA2)
        return step
    if style == "foreach":
        def step():
            u = torch._foreach_lerp(m, g, 1 - LION_BETA1)
            torch._foreach_sign_(u)
            torch._foreach_mul_(w, 1 - LR * DECAY)
            torch._foreach_add_(w, u, alpha=-LR)
            torch._foreach_lerp_(m, g, 1 - LION_BETA2)
        return step
    return None


def jax_step(rule, size, threads, style):
    import jax
    import jax.numpy as np

    def adamw(w, m, v, t, g):
        t = t + 1
        m = ADAM_BETA1 * m + (1 - ADAM_BETA1) * g
        v = ADAM_BETA2 * v + (1 - ADAM_BETA2) * g * g
        first, second = m / (1 - ADAM_BETA1**t), v / (1 - ADAM_BETA2**t)
        return w - LR * (first / (np.sqrt(second) + EPSILON) + DECAY * w), m, v, t

    def lion(w, m, v, t, g):
        u = np.sign(LION_BETA1 * m + (1 - LION_BETA1) * g)
        m = LION_BETA2 * m + (1 - LION_BETA2) * g
        return w - LR * (u + DECAY * w), m, v, t

    weights, gradients = (np.array(array) for array in arrays(size))
    second = np.zeros_like(weights) if rule == "adamw" else np.zeros(1)
    state = [weights, np.zeros_like(weights), second, np.float32(0)]
    jitted = jax.jit({"adamw": adamw, "lion": lion}[rule], donate_argnums=(0, 1, 2, 3))

    def step():
        state[:] = jitted(*state, gradients)
        jax.block_until_ready(state)

    return step


def numexpr_step(rule, size, threads, style):
    import numexpr
    import numpy as np

    numexpr.set_num_threads(threads)
    w, g = arrays(size)
    m, v = np.zeros_like(w), np.zeros_like(w)
    # As float32, or numexpr computes in double precision.
    f = {
        name: np.float32(value)
        for name, value in {
            "a": ADAM_BETA1, "na": 1 - ADAM_BETA1, "b": ADAM_BETA2, "nb": 1 - ADAM_BETA2, "lr": LR,
            "eps": EPSILON, "wd": DECAY, "c": LION_BETA1, "nc": 1 - LION_BETA1, "d": LION_BETA2,
            "nd": 1 - LION_BETA2, "one": 1, "zero": 0,
        }.items()
    }
    number = 0

    def evaluate(text, out, **more):
        numexpr.evaluate(text, {**f, "w": w, "g": g, "m": m, "v": v, **more}, out=out, casting="same_kind")

    def adamw():
        nonlocal number
        number += 1
        first = np.float32(1 / (1 - ADAM_BETA1**number))
        second = np.float32(1 / (1 - ADAM_BETA2**number))
        evaluate("a * m + na * g", m)
        evaluate("b * v + nb * g * g", v)
        evaluate(
            "w - lr * (m * first / (sqrt(v * second) + eps) + wd * w)", w, first=first, second=second
        )

    def lion():
        evaluate(
            "w - lr * (where(c * m + nc * g > zero, one, where(c * m + nc * g < zero, -one, zero))"
            " + wd * w)",
            w,
        )
        evaluate("d * m + nd * g", m)

    return {"adamw": adamw, "lion": lion}[rule]


PEERS = {
    "PyTorch eager": (torch_step, "eager"),
    "PyTorch foreach": (torch_step, "foreach"),
    "PyTorch fused": (torch_step, "fused"),
    "JAX jit": (jax_step, ""),
    "numexpr": (numexpr_step, ""),
}


def peer_steps(name, threads, sizes):
    """In a process of its own: ns an element by rule and size."""
    make, style = PEERS[name]
    results = {}
    for rule in RULES:
        for size in sizes:
            step = make(rule, size, threads, style)
            if step is not None:
                results[f"{rule} {size}"] = median_seconds(step) * 1e9 / size
    return results


def run(command, threads):
    """The JSON that a process prints; alone on the first core where it has one thread."""
    if threads == 1:
        command = ["taskset", "-c", "0"] + command
    variables = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]
    environment = {**os.environ, **{name: str(threads) for name in variables}}
    result = subprocess.run(command, stdout=subprocess.PIPE, env=environment, text=True)
    if result.returncode != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return json.loads(result.stdout)


def own_steps(program, threads, sizes):
    command = [program, "bench", *RULES, "--backend", "native", "--threads", str(threads), "--json"]
    for size in sizes:
        command += ["--size", str(size)]
    rows = run(command, threads)
    own = {f"{row['rule']} {row['size']}": row["ns_per_element"] for row in rows}
    c = {f"{row['rule']} {row['size']}": row["yardstick_ns_per_element"] for row in rows}
    return own, {key: value for key, value in c.items() if value is not None}


def medians(results):
    """By key the median over the repeats."""
    return {key: statistics.median(r[key] for r in results) for key in results[0]}


def steps(program, sizes, repeats):
    for threads in (1, os.cpu_count()):
        columns = {name: [] for name in ["optsearch", "C", *PEERS]}
        for repeat in range(repeats):
            own, c = own_steps(program, threads, sizes)
            columns["optsearch"].append(own)
            columns["C"].append(c)
            for name in PEERS:
                print(f"repeat {repeat + 1}, {threads} threads: {name}", file=sys.stderr)
                columns[name].append(run(peer_command("steps", name, threads, sizes), threads))
        print_steps(threads, sizes, {name: medians(results) for name, results in columns.items()})


def print_steps(threads, sizes, columns):
    where = "one thread, pinned to one core" if threads == 1 else f"{threads} threads, not pinned"
    print(f"\n{where}: ns an element, and times the time of optsearch")
    print("rule  ", "size".rjust(9), *(name.rjust(16) for name in columns))
    for rule in RULES:
        for size in sizes:
            key = f"{rule} {size}"
            cells = []
            for name, column in columns.items():
                if key not in column:
                    cells.append("-")
                elif name == "optsearch":
                    cells.append(f"{column[key]:.3f}")
                else:
                    cells.append(f"{column[key]:.3f} {column[key] / columns['optsearch'][key]:5.2f}x")
            print(rule.ljust(6), str(size).rjust(9), *(cell.rjust(16) for cell in cells), flush=True)


# Matrices.


def peer_products(name, shapes):
    """In a process of its own: GFLOP/s by shape."""
    import numpy as np

    results = {}
    for key, (transposed, rows, inner, columns) in shapes.items():
        # Stored as optsearch stores them: a transposed operand has its sides exchanged.
        a = np.random.rand(*((inner, rows) if transposed == "a" else (rows, inner))).astype(np.float32)
        b = np.random.rand(*((columns, inner) if transposed == "b" else (inner, columns))).astype(np.float32)
        c = np.zeros((rows, columns), np.float32)
        if name == "PyTorch":
            import torch

            torch.set_num_threads(1)
            a, b, c = (torch.from_numpy(array) for array in (a, b, c))
            multiply = torch.mm
        else:
            multiply = np.matmul
        left, right = a.T if transposed == "a" else a, b.T if transposed == "b" else b
        seconds = median_seconds(lambda: multiply(left, right, out=c), budget=0.2)
        results[key] = 2e-9 * rows * inner * columns / seconds
    return results


def matrix(program, repeats):
    columns = {name: [] for name in ["optsearch", "numpy", "PyTorch"]}
    for repeat in range(repeats):
        rows = run([program, "matrix", "--json"], 1)
        keys = [f"{r['product'].ljust(3)} {r['rows']} x {r['inner']} x {r['columns']}" for r in rows]
        columns["optsearch"].append(dict(zip(keys, (row["gflops"] for row in rows))))
        shapes = {
            key: (r["transposed"], r["rows"], r["inner"], r["columns"]) for key, r in zip(keys, rows)
        }
        for name in ("numpy", "PyTorch"):
            print(f"repeat {repeat + 1}: {name}", file=sys.stderr)
            columns[name].append(run(peer_command("matrix", name, 1, shapes), 1))
    table = {name: medians(results) for name, results in columns.items()}
    print("one thread, pinned to one core: GFLOP/s, and optsearch over the better of the others")
    print("product".ljust(22), *(name.rjust(10) for name in table), "     ratio")
    for key in table["optsearch"]:
        values = [column[key] for column in table.values()]
        ratio = values[0] / max(values[1:])
        print(key.ljust(22), *(f"{value:.1f}".rjust(10) for value in values), f"{ratio:.2f}x".rjust(10))


def peer_command(part, name, threads, what):
    arguments = json.dumps([part, name, threads, what])
    return [sys.executable, os.path.abspath(__file__), "peer", arguments]


def peer(arguments):
    part, name, threads, what = json.loads(arguments)
    measured = peer_steps(name, threads, what) if part == "steps" else peer_products(name, what)
    print(json.dumps(measured))


def require_packages(part):
    missing = [name for name in PACKAGES[part] if importlib.util.find_spec(name) is None]
    if missing:
        names = " ".join(INSTALL.get(name, name) for name in missing)
        sys.exit(f"missing Python packages: {', '.join(missing)}\n  {sys.executable} -m pip install {names}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=["steps", "matrix"])
    parser.add_argument("program", help="the built optsearch (steps) or optbench (matrix)")
    parser.add_argument("--repeats", type=int, default=3, help="turns of each process")
    parser.add_argument("--size", type=int, action="append", help="elements; may be repeated (steps)")
    options = parser.parse_args()
    require_packages(options.part)
    if not os.access(options.program, os.X_OK):
        sys.exit(f"{options.program} is no program; build it with `swift build -c release`")
    if options.part == "steps":
        steps(options.program, options.size or SIZES, options.repeats)
    else:
        matrix(options.program, options.repeats)


if __name__ == "__main__":
    peer(sys.argv[2]) if sys.argv[1:2] == ["peer"] else main()
