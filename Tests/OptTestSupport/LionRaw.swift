/// The program that the search found, statement by statement (Chen and others 2023, program 4).
public let lionRaw = """
  rule lion_raw() {
    state m
    state v
    g = clip_by_global_norm(g, lr)
    m = clip_by_global_norm(m, lr)
    v845 = sqrt(0.6270633339881897)
    v968 = sign(v)
    v968 = sub(v, v)
    g = arcsin(g)
    m = interp(g, v, 0.8999999761581421)
    v1 = mul(m, m)
    v = interp(g, m, 1.109133005142212)
    v845 = tanh(v845)
    lr = mul(lr, 0.0002171761734643951)
    update = mul(m, lr)
    v1 = sqrt(v1)
    update = div_no_nan(update, v1)
    wd = mul(lr, 0.4601978361606598)
    v1 = square(v1)
    wd = mul(wd, w)
    m = cosh(update)
    lr = tan(1.4572199583053589)
    update = add(update, wd)
    lr = cos(v845)
  }
  """

/// The same program in another order, with other names, and with statements that do nothing.
public let lionRawVariants = [
  """
  rule shuffled() {
    state a
    state b
    r = mul(lr, 0.0002171761734643951)
    c = clip_by_global_norm(g, lr)
    s = arcsin(c)
    d = mul(r, 0.4601978361606598)
    x = interp(s, b, 0.8999999761581421)
    d = mul(w, d)
    b = interp(s, x, 1.109133005142212)
    q = mul(x, x)
    u = mul(r, x)
    q = sqrt(q)
    u = div_no_nan(u, q)
    a = cosh(u)
    update = add(d, u)
  }
  """,
  """
  rule padded() {
    state m
    state v
    state z
    p = mul(g, 1)
    z = interp(p, z, 0.5)
    g = clip_by_global_norm(p, lr)
    o = sub(z, z)
    g = arcsin(g)
    m = interp(g, v, 0.8999999761581421)
    v1 = square(m)
    v = interp(g, m, 1.109133005142212)
    lr = mul(0.0002171761734643951, lr)
    k = mul(m, lr)
    v1 = sqrt(v1)
    k = div_no_nan(k, v1)
    h = neg(lr)
    wd = mul(h, -0.4601978361606598)
    wd = mul(wd, w)
    m = exp(k)
    update = add(k, wd)
    update = add(update, 0)
  }
  """,
  """
  rule written_otherwise() {
    state n
    g = clip_by_global_norm(g, lr)
    g = arcsin(g)
    a = mul(n, 0.8999999761581421)
    b = mul(g, 0.10000002384185791)
    m = add(a, b)
    c = sub(m, g)
    c = mul(c, 1.109133005142212)
    n = add(g, c)
    s = abs(m)
    u = div_no_nan(m, s)
    d = mul(w, 0.4601978361606598)
    e1 = add(d, u)
    f = mul(e1, lr)
    update = mul(f, 0.0002171761734643951)
  }
  """,
]
