import OptProgram

/// Flat programs the tests start from.
enum TestPrograms {
  static let adamw = read(
    """
    rule adamw() {
      state m
      state v
      m = interp(g, m, 0.9)
      g2 = square(g)
      v = interp(g2, v, 0.999)
      c1 = pow(0.9, t)
      d1 = sub(1, c1)
      m1 = div_no_nan(m, d1)
      c2 = pow(0.999, t)
      d2 = sub(1, c2)
      v1 = div_no_nan(v, d2)
      r = sqrt(v1)
      r2 = add(r, 1e-8)
      u = div_no_nan(m1, r2)
      wd = mul(w, 0.01)
      u2 = add(u, wd)
      update = mul(u2, lr)
    }
    """
  )

  static let lion = read(
    """
    rule lion() {
      state m
      a = interp(g, m, 0.9)
      b = sign(a)
      m = interp(g, m, 0.99)
      c = mul(w, 0.1)
      d = add(b, c)
      update = mul(lr, d)
    }
    """
  )

  static let signsgd = read(
    """
    rule signsgd() {
      s = sign(g)
      update = mul(s, lr)
    }
    """
  )

  /// Assigns the weight, has conditions, several shapes, a state with a first value and an evaluation.
  static let unusual = read(
    """
    rule unusual() {
      state z = w
      state r: row
      state k: global = 1
      n = norm(g)
      q = square(g)
      r = row_mean(q)
      when t > 3 {
        k = mul(k, 0.99)
        a = div_no_nan(g, n)
      } else {
        a = sign(g)
      }
      b = add(a, r)
      c = mul(lr, k)
      d = mul(b, c)
      z = sub(z, d)
      w = interp(w, z, 0.5)
      eval_w = interp(w, z, 0.1)
    }
    """
  )

  static let all = [adamw, lion, signsgd, unusual]

  static func read(_ text: String) -> Program {
    do { return try Program(flatText: text) } catch { preconditionFailure("\(error)") }
  }
}
