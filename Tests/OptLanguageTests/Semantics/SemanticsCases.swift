/// What the numbered rules of the language demand, as programs.
///
/// Each case is the body of a rule with the hyperparameters `a = 2` and `b = 3`.
enum SemanticsCases {
  enum Demand {
    /// Both bodies give the same weights in every step.
    case same(String, as: String)
    /// The bodies differ in some step.
    case different(String, from: String)
    /// The body gives an error.
    case error(String, String)
    /// Some weight stops being finite, in a step, because of a statement and at an element of it.
    case stops(String, step: Int, statement: String, row: Int, col: Int)
  }

  struct Case {
    var rule: Int
    var demand: Demand
  }

  static let all: [Case] = table.flatMap { rule, demands in
    demands.map { Case(rule: rule, demand: $0) }
  }

  private static let table: [(Int, [Demand])] = [
    (1, assignable), (2, result), (3, states), (4, firstValues), (5, conditions), (6, shapes),
    (7, scalars), (8, reductions), (9, selections), (10, powers), (11, specialValues),
    (12, evaluation), (13, storage), (14, flatText), (15, divergence),
  ]

  private static let assignable: [Demand] = [
    .same("g = 2 * g\nlr = lr / 2\nupdate = lr * g", as: "update = lr * g"),
    .same("x = norm(g)\nx = g * x\nupdate = lr * x", as: "update = lr * (g * norm(g))"),
    .same("sign = sign(g)\nupdate = lr * sign", as: "update = lr * sign(g)"),
    .error("t = 2\nupdate = lr * g", "OPT0203"),
    .error("numel = 2\nupdate = lr * g", "OPT0203"),
    .error("pi = 3\nupdate = lr * g", "OPT0203"),
    .error("a = 3\nupdate = lr * g", "OPT0203"),
    .error("input loss\nloss = 3\nupdate = lr * g", "OPT0203"),
    .error("state m\nm = norm(g)\nupdate = lr * m", "OPT0305"),
  ]

  private static let result: [Demand] = [
    .same("update = lr * g", as: "w = w - lr * g"),
    .same("update = lr", as: "update = lr + 0 * square(w)"),
    .same("update = lr * row_mean(g)", as: "update = lr * row_mean(g) + 0 * square(w)"),
    .same("w = w - lr * g\nw = w / 2", as: "w = (w - lr * g) / 2"),
    .same("when t == 1 {\nupdate = lr * g\n} else {\nw = w - lr * g\n}", as: "update = lr * g"),
    .error("x = lr * g", "OPT0307"),
    .error("when t == 1 {\nupdate = lr * g\n}", "OPT0307"),
    .error("update = lr * g\nw = w / 2", "OPT0308"),
    .error("update = matmul(g, transpose(g))", "OPT0306"),
  ]

  private static let states: [Demand] = [
    .same(
      "state m\nupdate = lr * m\nm = g",
      as: "state m\nold = m\nm = g\nupdate = lr * old"
    ),
    .same("state m\nm = g\nupdate = lr * m", as: "update = lr * g"),
    .different("state m\nupdate = lr * m\nm = g", from: "state m\nm = g\nupdate = lr * m"),
    .error("update = lr * m\nm = g", "OPT0206"),
  ]

  private static let firstValues: [Demand] = [
    .same(
      "state h = g\nh = interp(g, h, 0.5)\nupdate = lr * h",
      as: "state h\nwhen t == 1 {\nh = g\n}\nh = interp(g, h, 0.5)\nupdate = lr * h"
    ),
    .same(
      "state L: rows * rows = a * eye(rows)\nupdate = lr * matmul(L, g)",
      as: "update = lr * (2 * g)"
    ),
    .same("state d: global = a\nupdate = d * lr * g", as: "update = 2 * lr * g"),
    .same(
      "state v = square(g)\nv = max(v, square(g))\nupdate = lr * g / sqrt(v + 1)",
      as: "state v\nv = max(v, square(g))\nupdate = lr * g / sqrt(v + 1)"
    ),
    .same("state m = 0.5\nupdate = lr * m * g", as: "update = lr * 0.5 * g"),
    .error("state m = lr * g\nupdate = lr * m", "OPT0212"),
    .error("state m = t\nupdate = lr * m", "OPT0212"),
    .error("state m = g\nstate v = m\nupdate = lr * v", "OPT0212"),
    .error("state r: row = g\nupdate = lr * r", "OPT0305"),
  ]

  private static let conditions: [Demand] = [
    .same(
      "when t == 1 {\nd = g\n} else {\nd = sign(g)\n}\nupdate = lr * d",
      as: "update = lr * where(t == 1, g, sign(g))"
    ),
    .same(
      "when t % 2 == 1 and not (t > 3) or t == 4 {\nd = g\n} else {\nd = w\n}\nupdate = lr * d",
      as: "update = lr * where(max(min(t % 2 == 1, t <= 3), t == 4), g, w)"
    ),
    .same(
      "state m\nwhen t % 2 == 1 {\nm = g\n}\nupdate = lr * m",
      as: "state m\nm = where(t % 2 == 1, g, m)\nupdate = lr * m"
    ),
    .same(
      "when rank >= 2 {\nd = row_mean(g)\n} else {\nd = g\n}\nupdate = lr * d",
      as: "update = lr * where(cols > 1, row_mean(g), g)"
    ),
    .same(
      "lr = 100 * lr\nwhen a * b == 6 {\nupdate = g\n} else {\nupdate = w\n}",
      as: "update = g"
    ),
    .error("when t == 1 {\nd = g\n}\nupdate = lr * d", "OPT0207"),
    .error("when a ^ 2 > 1 {\nd = g\n} else {\nd = w\n}\nupdate = lr * d", "OPT0312"),
    .error("when lr > 1 {\nd = g\n} else {\nd = w\n}\nupdate = lr * d", "OPT0312"),
    .error("when t {\nd = g\n} else {\nd = w\n}\nupdate = lr * d", "OPT0313"),
  ]

  private static let shapes: [Demand] = [
    .same(
      "r = row_mean(g)\nc = col_mean(g)\nupdate = lr * (r * c)",
      as: "update = lr * outer(row_mean(g), transpose(col_mean(g)))"
    ),
    .same(
      "state r: row\nr = r + row_sum(g)\nupdate = lr * r",
      as: "state m\nm = m + row_sum(g) + 0 * square(w)\nupdate = lr * m"
    ),
    .error("update = lr * (g + transpose(g))", "OPT0301"),
    .error("update = lr * (g + matmul(g, transpose(g)))", "OPT0301"),
    .error("update = lr * matmul(g, g)", "OPT0302"),
  ]

  private static let scalars: [Demand] = [
    .same(
      "state k: global\nk = k + t\nupdate = lr * g * k",
      as: "update = lr * g * (t * (t + 1) / 2)"
    ),
    .same(
      "state k: scalar\nk = k + norm(g)\nupdate = lr * g * k",
      as: "state m\nm = m + norm(g) + 0 * square(w)\nupdate = lr * g * m"
    ),
    .different(
      "state k: global\nk = k + global_norm(g)\nupdate = lr * g * k",
      from: "state k: scalar\nk = k + norm(g)\nupdate = lr * g * k"
    ),
    .error("state k: global\nk = norm(g)\nupdate = lr * g * k", "OPT0309"),
    .error("state k: global\nk = k + rows\nupdate = lr * g * k", "OPT0309"),
    .error(
      "state k: global\nwhen rank >= 2 {\nx = 1\n} else {\nx = 2\n}\nk = x\nupdate = lr * g * k",
      "OPT0309"
    ),
  ]

  private static let reductions: [Demand] = [
    .same("update = lr * g * sum(3)", as: "update = lr * g * 3"),
    .same(
      "update = lr * g * dot(row_mean(g), g)",
      as: "update = lr * g * sum(row_mean(g) * g)"
    ),
    .same("update = lr * norm(4) * g", as: "update = lr * 4 * g"),
    .different("update = g / norm(g)", from: "update = g / global_norm(g)"),
    .error("when rank >= 2 {\nx = global_sum(g)\n} else {\nx = 1\n}\nupdate = lr * x", "OPT0310"),
    .error("when numel > 3 {\ng = clip_by_global_norm(g, 1)\n}\nupdate = lr * g", "OPT0310"),
  ]

  private static let selections: [Demand] = [
    .same("update = lr * where(1, g, 0 / (0 * g))", as: "update = lr * g"),
    .same("update = lr * where(0 / 0, g, w)", as: "update = lr * g"),
    .same("update = lr * where(-0, g, w)", as: "update = lr * w"),
    .same("update = lr * (0 / 0 == 0 / 0) + lr * (0 / 0 != 0 / 0)", as: "update = lr * 1"),
    .same("update = lr * (0 / 0 <= 1)", as: "update = lr * 0"),
    .error("update = lr * (1 < t < 3)", "OPT0106"),
    .error("update = lr * where(matmul(g, transpose(g)), g, w)", "OPT0301"),
  ]

  private static let powers: [Demand] = [
    .same("update = lr * (-7 % 3)", as: "update = lr * 2"),
    .same("update = lr * (7 % -3)", as: "update = lr * -2"),
    .same("update = -g ^ 2", as: "update = -(g * g)"),
    .same("update = lr * 2 ^ -1", as: "update = lr * 0.5"),
    .same("update = lr * 2 ^ 3 ^ 2", as: "update = lr * 512"),
    .same("update = lr * (-2) ^ 3", as: "update = lr * -8"),
    .same("update = lr * (0 * t) ^ (0 * t)", as: "update = lr"),
    .different("update = (-g) ^ 2", from: "update = -g ^ 2"),
    .error("update = lr * g ** 2", "OPT0005"),
  ]

  private static let specialValues: [Demand] = [
    .same("update = 1 / (1 / copysign(1, sign(-0))) + g", as: "update = 1 + g"),
    .same("update = min(0 / 0, 1)", as: "update = 0 / 0"),
    .same("update = max(1, 0 / 0)", as: "update = 0 / 0"),
    .same("update = lr * copysign(1, min(0, -0))", as: "update = -lr"),
    .same("update = lr * copysign(1, max(-0, 0))", as: "update = lr"),
    .same("update = lr * clip(5, 3, 1)", as: "update = lr"),
    .same("update = lr * copysign(2, -(0 / 0))", as: "update = lr * 2"),
    .different("update = min(0 / 0, 1)", from: "update = 1"),
    .error("update = lr * clip(g, 1)", "OPT0303"),
  ]

  private static let evaluation: [Demand] = [
    .same(
      "update = lr * g\neval_half = w / 2\neval_w = 2 * eval_half",
      as: "eval_w = w\nupdate = lr * g"
    ),
    .same(
      "state z = w\neval_w = z\nz = z - lr * g\nw = z",
      as: "state z = w\nz = z - lr * g\nw = z\neval_w = w"
    ),
    .different("update = lr * g\neval_w = w / 2", from: "update = lr * g\neval_w = w"),
    .error("update = lr * g\neval_w = w - g", "OPT0210"),
    .error("x = lr * g\nupdate = x\neval_w = w - x", "OPT0210"),
    .error("update = lr * g\neval_w = w / norm(w)", "OPT0311"),
    .error("eval_w = w\nupdate = eval_w", "OPT0211"),
    .error("update = lr * g\nwhen rank >= 2 {\neval_w = w\n}", "OPT0317"),
  ]

  private static let storage: [Demand] = [
    .same(
      "state m as q8\nstate v as q8u\nm = g\nv = square(g)\nupdate = lr * m / sqrt(v + 1)",
      as: "update = lr * g / sqrt(square(g) + 1)"
    ),
    .same("state r: row as bf16\nr = row_sum(g)\nupdate = lr * r", as: "update = lr * row_sum(g)"),
    .error("state m as q9\nm = g\nupdate = lr * m", "OPT0213"),
    .error("state k: global as q8\nk = t\nupdate = lr * k", "OPT0316"),
  ]

  private static let flatText: [Demand] = [
    .same(
      "x = mul(a, g)\nx = sub(add(x, 1), div(mod(t, 3), pow(b, 2)))\nupdate = mul(lr, neg(x))",
      as: "update = lr * -(a * g + 1 - t % 3 / b ^ 2)"
    ),
    .same(
      "x = lt(g, 0) + le(g, 0) + gt(g, w) + ge(g, w) + eq(g, g) + ne(g, w)\nupdate = lr * x",
      as: "x = (g < 0) + (g <= 0) + (g > w) + (g >= w) + (g == g) + (g != w)\nupdate = lr * x"
    ),
    .error("x = copy(g)\nupdate = lr * x", "OPT0202"),
    .error("update = mul(lr, g, 2)", "OPT0303"),
  ]

  // Every fourth element of the gradient is 0.
  private static let divergence: [Demand] = [
    .same("x = g / g\nupdate = lr * where(g == 0, 0, x * g)", as: "update = lr * g"),
    .same("unread = log(-1)\nupdate = lr * g", as: "update = lr * g"),
    .stops(
      "x = 1 / (t - 3)\nupdate = lr * g * x",
      step: 3,
      statement: "x = div(1, x_1)",
      row: 0,
      col: 0
    ),
    .stops(
      "state m = 1e100\nm = m * m\nupdate = lr * g * m",
      step: 2,
      statement: "m = mul(m, m)",
      row: 0,
      col: 0
    ),
    .stops(
      "d = sign(g) / g\nupdate = lr * where(g == 0, d, g)",
      step: 1,
      statement: "d = div(d_1, g)",
      row: 0,
      col: 3
    ),
  ]
}
