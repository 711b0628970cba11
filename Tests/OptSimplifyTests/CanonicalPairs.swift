import Testing

/// Two bodies of rules, with a statement a line; `;` separates lines too.
struct Pair: CustomTestStringConvertible, Sendable {
  var left: String
  var right: String

  init(_ left: String, _ right: String) {
    self.left = left
    self.right = right
  }

  var testDescription: String { "\(left)  |  \(right)" }
}

/// Programs that are one rule by algebra, written differently.
let equalPairs: [Pair] = [
  // Sums.
  Pair("update = add(g, w)", "update = add(w, g)"),
  Pair("a = add(g, w); update = add(a, lr)", "a = add(w, lr); update = add(g, a)"),
  Pair("a = sub(g, w); update = add(a, w)", "update = g"),
  Pair("a = sub(g, w); update = neg(a)", "update = sub(w, g)"),
  Pair("update = add(g, g)", "update = mul(2, g)"),
  Pair("a = neg(g); update = sub(w, a)", "update = add(g, w)"),
  Pair("a = mul(g, 0.3); b = mul(g, 0.7); update = add(a, b)", "update = g"),
  Pair("a = add(g, 1); update = sub(a, 1)", "update = g"),
  // Products and powers.
  Pair("update = mul(g, g)", "update = square(g)"),
  Pair("a = square(g); update = mul(a, g)", "update = cube(g)"),
  Pair("update = pow(g, 3)", "update = cube(g)"),
  Pair("a = square(g); update = square(a)", "update = pow(g, 4)"),
  Pair("a = mul(g, 0.5); update = mul(a, 2)", "update = g"),
  Pair("a = div(g, 4); update = mul(a, lr)", "a = mul(g, lr); update = mul(a, 0.25)"),
  Pair("a = mul(lr, g); b = mul(lr, w); update = add(a, b)", "a = add(g, w); update = mul(lr, a)"),
  Pair("a = reciprocal(g); update = reciprocal(a)", "update = g"),
  Pair("a = div(w, g); update = div(a, lr)", "a = mul(g, lr); update = div(w, a)"),
  Pair("a = exp(w); b = div(g, a); update = mul(b, a)", "update = g"),
  Pair(
    "a = add(g, w); update = square(a)",
    "a = square(g); b = square(w); c = mul(g, w); d = mul(2, c); e1 = add(a, b); update = add(d, e1)"
  ),
  Pair(
    "a = add(g, w); b = sub(g, w); update = mul(a, b)",
    "a = square(g); b = square(w); update = sub(a, b)"
  ),
  Pair("a = add(g, w); b = square(a); c = sub(b, b); update = add(c, g)", "update = g"),
  // Roots, magnitudes, signs.
  Pair("a = square(g); update = sqrt(a)", "update = abs(g)"),
  Pair("a = mul(g, g); b = sqrt(a); update = div_no_nan(g, b)", "update = sign(g)"),
  Pair("a = abs(g); b = sign(g); update = mul(a, b)", "update = g"),
  Pair("a = sign(g); update = mul(a, g)", "update = abs(g)"),
  Pair("a = mul(g, 3); update = sign(a)", "update = sign(g)"),
  Pair("a = mul(g, -2); update = abs(a)", "a = abs(g); update = mul(a, 2)"),
  Pair("a = sign(g); update = sign(a)", "update = sign(g)"),
  Pair("a = abs(g); update = square(a)", "update = square(g)"),
  Pair("a = cbrt(g); update = cube(a)", "update = g"),
  Pair("a = exp(g); b = sqrt(a); update = mul(b, b)", "update = exp(g)"),
  Pair("a = square(g); update = rsqrt(a)", "a = abs(g); update = reciprocal(a)"),
  Pair("update = div_no_nan(g, g)", "a = sign(g); update = square(a)"),
  // Functions.
  Pair("a = exp(g); b = exp(w); update = mul(a, b)", "a = add(g, w); update = exp(a)"),
  Pair("a = exp(g); update = log(a)", "update = g"),
  Pair("a = expm1(g); update = add(a, 1)", "update = exp(g)"),
  Pair("a = exp(g); b = add(a, 1); update = log(b)", "a = exp(g); update = log1p(a)"),
  Pair("a = neg(g); b = exp(a); c = add(1, b); update = reciprocal(c)", "update = sigmoid(g)"),
  Pair("a = sigmoid(g); b = mul(a, 2); update = sub(b, 1)", "a = mul(g, 0.5); update = tanh(a)"),
  Pair("a = neg(g); b = tanh(a); update = neg(b)", "update = tanh(g)"),
  Pair("a = neg(g); update = cos(a)", "update = cos(g)"),
  Pair("a = sin(g); b = cos(g); c = square(a); d = square(b); update = add(c, d)", "update = 1"),
  Pair(
    "a = pow(0.9, t); b = mul(a, 0.9); update = mul(b, g)",
    "a = add(t, 1); b = pow(0.9, a); update = mul(b, g)"
  ),
  // Extrema, comparisons, selection.
  Pair("update = max(g, 0)", "update = relu(g)"),
  Pair("a = neg(g); update = max(g, a)", "update = abs(g)"),
  Pair("a = max(g, w); update = max(a, lr)", "a = max(w, lr); update = max(a, g)"),
  Pair("a = max(g, w); b = min(g, w); update = add(a, b)", "update = add(g, w)"),
  Pair("a = max(g, -1); update = min(a, 1)", "update = clip(g, -1, 1)"),
  Pair("a = min(g, 1); update = max(a, -1)", "update = clip(g, -1, 1)"),
  Pair("a = lt(g, w); update = mul(a, g)", "a = gt(w, g); update = mul(g, a)"),
  Pair("a = le(g, w); update = sub(1, a)", "update = gt(g, w)"),
  Pair("a = gt(g, 0); update = where(a, g, 0)", "update = relu(g)"),
  Pair("a = gt(g, w); update = where(a, g, w)", "update = max(g, w)"),
  Pair("update = mod(g, 2)", "a = div(g, 2); b = floor(a); c = mul(2, b); update = sub(g, c)"),
  // Interpolation and averages.
  Pair("update = interp(g, w, 0.9)", "a = mul(g, 0.1); b = mul(w, 0.9); update = add(a, b)"),
  Pair("update = interp(g, w, 0.9)", "a = sub(w, g); b = mul(0.9, a); update = add(g, b)"),
  Pair("update = interp(g, w, 0.9)", "update = interp(w, g, 0.1)"),
  Pair(
    "state m; a = interp(g, m, 0.9); m = interp(g, a, 0.8); update = m",
    "state m; m = interp(g, m, 0.72); update = m"
  ),
  Pair(
    "state m; m = interp(g, m, 0.9); update = mul(m, 10)",
    "state m; a = mul(m, 0.9); m = add(a, g); update = m"
  ),
  Pair(
    "state m; m = interp(g, m, 0.9); update = sign(m)",
    "state m; a = mul(m, 0.9); b = mul(g, 7); m = add(a, b); update = sign(m)"
  ),
  // States.
  Pair(
    "state m; state n; m = interp(g, m, 0.9); a = mul(g, 2); n = interp(a, n, 0.9); update = add(m, n)",
    "state m; m = interp(g, m, 0.9); update = mul(m, 3)"
  ),
  Pair(
    "state m; state n; m = interp(g, m, 0.9); n = m; update = m; update = add(m, n)",
    "state m; m = interp(g, m, 0.9); update = mul(2, m)"
  ),
  Pair("state m; m = mul(m, 0.9); update = add(g, m)", "update = g"),
  Pair("state m = 3; a = mul(m, g); update = a", "update = mul(3, g)"),
  Pair("state m; a = mul(m, 0); update = add(a, g); m = add(m, g)", "update = g"),
  Pair(
    "state v; a = square(g); v = interp(a, v, 0.99); b = sqrt(v); update = mul(b, b)",
    "state v; a = square(g); v = interp(a, v, 0.99); update = v"
  ),
  Pair("state m = 0; m = add(m, g); update = m", "state m; m = add(m, g); update = m"),
  Pair("state m = mul(0, w); m = add(m, g); update = m", "state m; m = add(m, g); update = m"),
  Pair(
    "state k: global = 0; k = add(k, 1); update = div(g, k)",
    "state k: global; k = add(k, 1); update = div(g, k)"
  ),
  // Reductions.
  Pair("a = mul(g, lr); update = sum(a)", "a = sum(g); update = mul(lr, a)"),
  Pair("a = norm(g); update = square(a)", "a = square(g); update = sum(a)"),
  Pair("update = dot(g, w)", "a = mul(w, g); update = sum(a)"),
  Pair("a = mean(g); update = mul(a, numel)", "update = sum(g)"),
  Pair("a = row_mean(g); update = mean(a)", "update = mean(g)"),
  Pair("a = abs(g); update = sum(a)", "update = norm1(g)"),
  Pair("a = rms(g); b = square(a)\nupdate = b", "a = square(g); update = mean(a)"),
  Pair("a = mul(g, -3); update = norm(a)", "a = norm(g); update = mul(a, 3)"),
  Pair(
    "a = mul(2, g); b = clip_by_global_norm(a, 2); update = mul(b, 0.5)",
    "update = clip_by_global_norm(g, 1)"
  ),
  // Matrices.
  Pair("a = transpose(g); update = transpose(a)", "update = g"),
  Pair(
    "a = mul(g, lr); b = transpose(a); update = matmul(g, b); update = matmul(update, g)",
    "a = transpose(g); b = matmul(g, a); c = mul(b, lr); update = matmul(c, g)"
  ),
  // The result.
  Pair("a = mul(lr, g); update = a", "a = mul(lr, g); w = sub(w, a)"),
  Pair(
    "a = mul(w, 0.01); b = add(a, g); update = mul(b, lr)",
    "a = mul(lr, g); b = mul(lr, w); c = mul(b, 0.01); d = add(a, c); w = sub(w, d)"
  ),
]

/// Programs that look alike and are not the same rule.
let differentPairs: [Pair] = [
  Pair("update = sub(g, w)", "update = sub(w, g)"),
  Pair("update = mul(g, 0.9)", "update = mul(g, 0.900001)"),
  Pair("update = div(g, g)", "update = 1"),
  Pair("update = div_no_nan(g, g)", "update = 1"),
  Pair("a = abs(g); update = div(g, a)", "update = sign(g)"),
  Pair("update = div(g, w)", "update = div_no_nan(g, w)"),
  Pair("a = square(g); update = sqrt(a)", "update = g"),
  Pair("a = sqrt(g); update = square(a)", "update = g"),
  Pair("a = sqrt(g); update = square(a)", "update = abs(g)"),
  Pair("a = cube(g); b = abs(a); update = cbrt(b)", "update = g"),
  Pair("a = log(g); update = exp(a)", "update = g"),
  Pair("a = arcsin(g); update = sin(a)", "update = g"),
  Pair("a = sin(g); update = arcsin(a)", "update = g"),
  Pair("a = sqrt(g); b = sub(a, a); update = add(b, w)", "update = w"),
  Pair("a = sqrt(g); b = mul(a, 0); update = add(b, w)", "update = w"),
  Pair("a = mul(g, -3); update = sign(a)", "update = sign(g)"),
  Pair("a = sign(g); update = square(a)", "update = 1"),
  Pair("a = sqrt(g); b = sqrt(w); update = mul(a, b)", "a = mul(g, w); update = sqrt(a)"),
  Pair("a = reciprocal(g); update = mul(a, g)", "update = 1"),
  Pair("a = square(g); update = div(a, g)", "update = g"),
  Pair("a = neg(g); update = exp(a)", "update = exp(g)"),
  Pair("update = max(g, w)", "update = min(g, w)"),
  Pair("a = max(g, 1); update = min(a, -1)", "a = min(g, -1); update = max(a, 1)"),
  Pair("update = gt(g, w)", "update = ge(g, w)"),
  Pair("a = le(g, w); b = sqrt(a); update = sub(1, b)", "update = ge(g, w)"),
  Pair("a = sqrt(g); b = lt(a, 1); update = sub(1, b)", "a = sqrt(g); update = ge(a, 1)"),
  Pair(
    "a = gt(g, 0); b = sqrt(g); update = where(a, b, 0)",
    "a = gt(g, 0); b = sqrt(g); update = mul(a, b)"
  ),
  Pair("update = copysign(1, g)", "update = sign(g)"),
  Pair("update = interp(g, w, 0.9)", "update = interp(w, g, 0.9)"),
  Pair(
    "state m; m = interp(g, m, 0.9); update = m",
    "state m; update = m; m = interp(g, m, 0.9)"
  ),
  Pair(
    "state m; state n; m = interp(g, m, 0.9); n = interp(m, n, 0.8); update = n",
    "state m; m = interp(g, m, 0.72); update = m"
  ),
  Pair(
    "state m; state n; m = interp(g, m, 0.9); n = interp(g, n, 0.99); update = sub(m, n)",
    "update = 0"
  ),
  Pair(
    "state m; m = interp(g, m, 0.9); update = m",
    "state m = g; m = interp(g, m, 0.9); update = m"
  ),
  Pair(
    "state m; m = interp(g, m, 0.9); update = m",
    "state m as bf16; m = interp(g, m, 0.9); update = m"
  ),
  Pair("state m = 1; m = mul(m, 0.9); update = mul(m, g)", "update = g"),
  Pair(
    "state m = 1; m = mul(m, 0.9); update = mul(m, g)",
    "state m; m = mul(m, 0.9); update = mul(m, g)"
  ),
  Pair("update = norm(g)", "update = global_norm(g)"),
  Pair("a = mul(g, w); update = sum(a)", "a = sum(g); b = sum(w); update = mul(a, b)"),
  Pair(
    "a = norm(g); b = mul(a, g); update = global_norm(b)",
    "a = norm(g); b = global_norm(g); update = mul(a, b)"
  ),
  Pair("a = sub(g, g); b = add(a, 1); update = sum(b)", "update = 1"),
  Pair("a = mean(g); update = add(a, lr)", "a = add(g, w); update = mean(a)"),
  Pair("update = row_mean(g)", "update = mean(g)"),
  Pair("a = mul(g, 2); update = clip_by_norm(a, 1)", "update = clip_by_norm(g, 1)"),
  Pair("a = row_sum(g); update = sum(a)", "a = row_mean(g); update = sum(a)"),
  Pair(
    "when t == 1 {; update = g; } else {; update = w; }",
    "when t == 2 {; update = g; } else {; update = w; }"
  ),
]
