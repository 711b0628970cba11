// Made from examples/*.opt by `RECORD_GOLDEN=1 swift test --filter ShippedRules`.
// swift-format-ignore-file

extension ShippedRules {
  static let table: [(name: String, source: String)] = [
    (
      "adabelief",
      #"""
# AdaBelief (Zhuang et al. 2020, arXiv:2010.07468, algorithm 2).
#
#   m <- beta1 m + (1 - beta1) g,      s <- beta2 s + (1 - beta2) (g - m)^2 + eps_root
#   w <- w - lr (m / (1 - beta1^t)) / (sqrt(s / (1 - beta2^t)) + eps)
#
# Conventions of optax.adabelief: the difference is to the new m, eps_root accumulates in s.
rule adabelief(beta1 = 0.9, beta2 = 0.999, eps = 1e-16, eps_root = 1e-16) {
  state m, s

  m = interp(g, m, beta1)
  s = interp(square(g - m), s, beta2) + eps_root
  update = lr * m / (1 - beta1 ^ t) / (sqrt(s / (1 - beta2 ^ t)) + eps)
}

"""#
    ),
    (
      "adadelta",
      #"""
# Adadelta (Zeiler 2012, arXiv:1212.5701, algorithm 1).
#
#   v <- rho v + (1 - rho) g^2
#   u = sqrt(d + eps) / sqrt(v + eps) g
#   d <- rho d + (1 - rho) u^2
#   w <- w - lr u
#
# Conventions of torch.optim.Adadelta: eps inside both roots, d sees u before the learning rate.
rule adadelta(rho = 0.9, eps = 1e-6) {
  state v, d

  v = interp(square(g), v, rho)
  u = sqrt(d + eps) / sqrt(v + eps) * g
  d = interp(square(u), d, rho)
  update = lr * u
}

"""#
    ),
    (
      "adafactor",
      #"""
# Adafactor (Shazeer and Stern 2018, arXiv:1804.04235, algorithms 4 and 5) as torch.optim.Adafactor has it.
#
#   r <- lerp(r, row means of g^2, t^beta2_decay),      c likewise for columns
#   V = r c / max(mean(r), eps1),      u = g / sqrt(max(V, eps1^2))
#   w <- (1 - lr weight_decay) w - max(eps2, rms(w)) min(lr, 1 / sqrt(t)) / max(1, rms(u) / d) u
#
# Conventions: vectors keep the full second moment; rms(w) is taken before the decay. See
# adafactor_optax for the other common form.
rule adafactor(
  beta2_decay = -0.8,
  d = 1,
  weight_decay = 0,
  eps1 = 2.220446049250313e-16,
  eps2 = 1e-3,
) {
  state r: row
  state c: column
  state v

  fresh = t ^ beta2_decay
  when rank >= 2 {
    r = interp(r, row_mean(square(g)), fresh)
    c = interp(c, col_mean(square(g)), fresh)
    second_moment = r * c / max(mean(r), eps1)
  } else {
    v = interp(v, square(g), fresh)
    second_moment = v
  }
  u = g * rsqrt(max(second_moment, square(eps1)))
  alpha = max(eps2, rms(w)) * min(lr, rsqrt(t))
  update = lr * weight_decay * w + alpha / max(1, rms(u) / d) * u
}

"""#
    ),
    (
      "adafactor_optax",
      #"""
# Adafactor (Shazeer and Stern 2018, arXiv:1804.04235) as optax.adafactor has it.
#
#   beta = 1 - t^-decay_rate,      r <- beta r + (1 - beta) row means of (g^2 + eps), c likewise
#   u = g / sqrt(r c / mean(r)),      u <- u / max(1, rms(u) / clipping_threshold)
#   w <- w - lr max(rms(w), min_scale) u
#
# Conventions: a matrix is factored only if both sides are at least 128; decay and momentum off.
rule adafactor_optax(decay_rate = 0.8, clipping_threshold = 1, eps = 1e-30, min_scale = 1e-3) {
  state r: row
  state c: column
  state v

  beta = 1 - t ^ -decay_rate
  squared = square(g) + eps
  when rank >= 2 and rows >= 128 and cols >= 128 {
    r = interp(row_mean(squared), r, beta)
    c = interp(col_mean(squared), c, beta)
    u = g * rsqrt(r / mean(r)) * rsqrt(c)
  } else {
    v = interp(squared, v, beta)
    u = g * rsqrt(v)
  }
  u = u / max(1, rms(u) / clipping_threshold)
  update = lr * max(rms(w), min_scale) * u
}

"""#
    ),
    (
      "adagrad",
      #"""
# Adagrad (Duchi, Hazan, Singer 2011).
#
#   a <- a + g^2
#   w <- w - lr g / (sqrt(a) + eps)
#
# Conventions of torch.optim.Adagrad: a starts at 0, eps outside the root, no learning-rate decay.
rule adagrad(eps = 1e-10) {
  state a

  a = a + square(g)
  update = lr * g / (sqrt(a) + eps)
}

"""#
    ),
    (
      "adagradnorm",
      #"""
# AdaGrad-Norm (Ward, Wu, Bottou 2019, arXiv:1806.01811): one step size for the whole model.
#
#   b2 <- b2 + ||g||^2 over all tensors
#   w <- w - lr g / (sqrt(b2) + eps)
#
# Conventions: b2 starts at `initial`; the norm is the global one, as in the paper.
rule adagradnorm(initial = 0.01, eps = 1e-10) {
  state b2: global = initial

  b2 = b2 + square(global_norm(g))
  update = lr * g / (sqrt(b2) + eps)
}

"""#
    ),
    (
      "adahessian",
      #"""
# AdaHessian (Yao et al. 2021, arXiv:2006.00719, algorithm 1), without spatial averaging.
#
#   m <- beta1 m + (1 - beta1) g,      v <- beta2 v + (1 - beta2) h^2,      h = z (H z)
#   w <- w - lr ((m / (1 - beta1^t)) / ((v / (1 - beta2^t))^(hessian_power / 2) + eps) + weight_decay w)
#
# Conventions of pytorch_optimizer.AdaHessian.
rule adahessian(beta1 = 0.9, beta2 = 0.999, eps = 1e-16, weight_decay = 0, hessian_power = 1) {
  input h = hessian_diag(hutchinson)
  state m, v

  m = interp(g, m, beta1)
  v = interp(square(h), v, beta2)
  curvature = (v / (1 - beta2 ^ t)) ^ (hessian_power / 2)
  update = lr * (m / (1 - beta1 ^ t) / (curvature + eps) + weight_decay * w)
}

"""#
    ),
    (
      "adam",
      #"""
# Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1).
#
#   m <- beta1 m + (1 - beta1) g,      v <- beta2 v + (1 - beta2) g^2
#   w <- w - lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
#
# Conventions of torch.optim.Adam and optax.adam: eps outside the root and after bias correction.
rule adam(beta1 = 0.9 in 0.5 .. 0.9999, beta2 = 0.999 in 0.5 .. 0.99999, eps = 1e-8) {
  state m, v

  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  m_hat = m / (1 - beta1 ^ t)
  v_hat = v / (1 - beta2 ^ t)
  update = lr * m_hat / (sqrt(v_hat) + eps)
}

"""#
    ),
    (
      "adamax",
      #"""
# Adamax (Kingma and Ba 2015, arXiv:1412.6980, algorithm 2).
#
#   m <- beta1 m + (1 - beta1) g,      u <- max(beta2 u, |g| + eps)
#   w <- w - lr / (1 - beta1^t) m / u
#
# Conventions of torch.optim.Adamax: eps is added to |g|, not to u.
rule adamax(beta1 = 0.9, beta2 = 0.999, eps = 1e-8) {
  state m, u

  m = interp(g, m, beta1)
  u = max(beta2 * u, abs(g) + eps)
  update = lr / (1 - beta1 ^ t) * m / u
}

"""#
    ),
    (
      "adamw",
      #"""
# AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2).
#
#   m <- beta1 m + (1 - beta1) g,      v <- beta2 v + (1 - beta2) g^2
#   w <- w - lr ((m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps) + weight_decay w)
#
# Conventions of torch.optim.AdamW and optax.adamw: decoupled decay times the learning rate, eps
# outside the root and after bias correction.
rule adamw(
  beta1 = 0.9 in 0.5 .. 0.9999,
  beta2 = 0.999 in 0.5 .. 0.99999,
  eps = 1e-8,
  weight_decay = 0.01 in 1e-4 .. 1 log,
) {
  state m, v

  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  m_hat = m / (1 - beta1 ^ t)
  v_hat = v / (1 - beta2 ^ t)
  update = lr * (m_hat / (sqrt(v_hat) + eps) + weight_decay * w)
}

"""#
    ),
    (
      "adamw_8bit",
      #"""
# AdamW with 8-bit states (Dettmers et al. 2022, arXiv:2110.02861): block-wise dynamic quantization.
#
# As adamw; the first moment is kept in the signed, the second in the unsigned dynamic code book, in
# blocks of 256. Tensors under 4,096 elements stay at full width.
rule adamw_8bit(beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0.01) {
  state m as q8
  state v as q8u

  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  m_hat = m / (1 - beta1 ^ t)
  v_hat = v / (1 - beta2 ^ t)
  update = lr * (m_hat / (sqrt(v_hat) + eps) + weight_decay * w)
}

"""#
    ),
    (
      "adamw_bf16",
      #"""
# AdamW with bfloat16 states: 4 bytes a parameter instead of 8.
#
# As adamw; both moments are rounded to nearest even at the end of each step.
rule adamw_bf16(beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0.01) {
  state m as bf16
  state v as bf16

  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  m_hat = m / (1 - beta1 ^ t)
  v_hat = v / (1 - beta2 ^ t)
  update = lr * (m_hat / (sqrt(v_hat) + eps) + weight_decay * w)
}

"""#
    ),
    (
      "adan",
      #"""
# Adan (Xie et al. 2022, arXiv:2208.06677, algorithm 1), betas in the convention of the code (decays).
#
#   d = g - g_prev (0 in step 1),      m, q, n: moving averages of g, d, (g + beta2 d)^2
#   u = (m / (1 - beta1^t) + beta2 q / (1 - beta2^t)) / (sqrt(n / (1 - beta3^t)) + eps)
#   w <- (w - lr u) / (1 + lr weight_decay)
#
# Conventions of the authors' code: proximal decay, no gradient clipping. optax.adan is another rule.
rule adan(beta1 = 0.98, beta2 = 0.92, beta3 = 0.99, eps = 1e-8, weight_decay = 0) {
  state m, q, n
  state previous = g

  d = g - previous
  previous = g
  m = interp(g, m, beta1)
  q = interp(d, q, beta2)
  n = interp(square(g + beta2 * d), n, beta3)
  direction = m / (1 - beta1 ^ t) + beta2 * q / (1 - beta2 ^ t)
  u = direction / (sqrt(n / (1 - beta3 ^ t)) + eps)
  w = (w - lr * u) / (1 + lr * weight_decay)
}

"""#
    ),
    (
      "ademamix",
      #"""
# AdEMAMix (Pagliardini, Ablin, Grangier 2024, arXiv:2409.03137, algorithm 1), without its warm-ups.
#
#   m1, m2: moving averages of g with beta1 and beta3,      v of g^2 with beta2
#   w <- w - lr ((m1 / (1 - beta1^t) + alpha m2) / (sqrt(v / (1 - beta2^t)) + eps) + weight_decay w)
#
# Conventions of optax.contrib.ademamix: the slow average is not bias corrected.
rule ademamix(beta1 = 0.9, beta2 = 0.999, beta3 = 0.9999, alpha = 5, eps = 1e-8, weight_decay = 0) {
  state fast, slow, v

  fast = interp(g, fast, beta1)
  slow = interp(g, slow, beta3)
  v = interp(square(g), v, beta2)
  direction = fast / (1 - beta1 ^ t) + alpha * slow
  update = lr * (direction / (sqrt(v / (1 - beta2 ^ t)) + eps) + weight_decay * w)
}

"""#
    ),
    (
      "adopt",
      #"""
# ADOPT (Taniguchi et al. 2024, arXiv:2411.02853, algorithm 2, with clipping).
#
#   step 1: v = g^2, no move
#   n = clip(g / max(sqrt(v), eps), -c, c) with c = (t - 1)^(1/4),      m <- beta1 m + (1 - beta1) n
#   w <- w - lr m,      v <- beta2 v + (1 - beta2) g^2
#
# Conventions of the authors and optax.contrib.adopt: v is used before it is renewed.
rule adopt(beta1 = 0.9, beta2 = 0.9999, eps = 1e-6) {
  state m, v

  when t == 1 {
    v = square(g)
    update = 0
  } else {
    bound = (t - 1) ^ 0.25
    m = interp(clip(g / max(sqrt(v), eps), -bound, bound), m, beta1)
    v = interp(square(g), v, beta2)
    update = lr * m
  }
}

"""#
    ),
    (
      "amsgrad",
      #"""
# AMSGrad (Reddi, Kale, Kumar 2018, arXiv:1904.09237, algorithm 2).
#
#   m <- beta1 m + (1 - beta1) g,      v <- beta2 v + (1 - beta2) g^2,      x <- max(x, v)
#   w <- w - lr (m / (1 - beta1^t)) / (sqrt(x / (1 - beta2^t)) + eps)
#
# Conventions of torch.optim.Adam(amsgrad=True): the maximum is over the raw v; optax takes it over
# the bias-corrected one, which is a different rule.
rule amsgrad(beta1 = 0.9, beta2 = 0.999, eps = 1e-8) {
  state m, v, x

  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  x = max(x, v)
  update = lr * m / (1 - beta1 ^ t) / (sqrt(x / (1 - beta2 ^ t)) + eps)
}

"""#
    ),
    (
      "cautious_adamw",
      #"""
# Cautious AdamW (Liang et al. 2024, arXiv:2411.16085, algorithm 1).
#
#   k = [m g > 0],      k <- k / max(mean(k), 1e-3)
#   w <- (1 - lr weight_decay) w - lr sqrt(1 - beta2^t) / (1 - beta1^t) k m / (sqrt(v) + eps)
#
# Conventions of the authors' single-tensor code: eps is added to the uncorrected root.
rule cautious_adamw(beta1 = 0.9, beta2 = 0.999, eps = 1e-6, weight_decay = 0) {
  state m, v

  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  agrees = m * g > 0
  mask = agrees / max(mean(agrees), 1e-3)
  step_size = sqrt(1 - beta2 ^ t) / (1 - beta1 ^ t)
  update = lr * (step_size * mask * m / (sqrt(v) + eps) + weight_decay * w)
}

"""#
    ),
    (
      "cautious_lion",
      #"""
# Cautious Lion (Liang et al. 2024, arXiv:2411.16085, algorithm 1 on Lion).
#
#   u = sign(beta1 m + (1 - beta1) g),      k = [u g > 0],      k <- k numel / (sum(k) + 1)
#   w <- w - lr (u k + weight_decay w),      m <- beta2 m + (1 - beta2) g
rule cautious_lion(beta1 = 0.9, beta2 = 0.99, weight_decay = 0.1) {
  state m

  u = sign(interp(g, m, beta1))
  m = interp(g, m, beta2)
  agrees = u * g > 0
  mask = agrees * (numel / (sum(agrees) + 1))
  update = lr * (u * mask + weight_decay * w)
}

"""#
    ),
    (
      "diffgrad",
      #"""
# diffGrad (Dubey et al. 2020, arXiv:1909.11015, algorithm 1).
#
#   xi = sigmoid(|g_prev - g|),      m, v as Adam
#   w <- w - lr sqrt(1 - beta2^t) / (1 - beta1^t) xi m / (sqrt(v) + eps)
#
# Conventions of torch_optimizer.DiffGrad: g_prev is 0 in step 1, eps added to the uncorrected root.
rule diffgrad(beta1 = 0.9, beta2 = 0.999, eps = 1e-8) {
  state m, v, previous

  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  friction = sigmoid(abs(previous - g))
  previous = g
  update = lr * sqrt(1 - beta2 ^ t) / (1 - beta1 ^ t) * friction * m / (sqrt(v) + eps)
}

"""#
    ),
    (
      "exadam",
      #"""
# EXAdam (Adly 2024, arXiv:2412.20302), the authors' second version.
#
#   d1 = 1 + v / (v + eps) beta2^t,      d2 = 1 + m^2 / (m^2 + eps) beta1^t
#   mt = m / (1 - beta1^t) d1,      vt = v / (1 - beta2^t) d2,      gt = g / (1 - beta1^t) d1
#   w <- (1 - lr weight_decay) w - lr (mt + gt) / (sqrt(vt) + eps)
rule exadam(beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0) {
  state m, v

  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  d1 = 1 + v / (v + eps) * beta2 ^ t
  d2 = 1 + square(m) / (square(m) + eps) * beta1 ^ t
  direction = (m + g) / (1 - beta1 ^ t) * d1
  v_hat = v / (1 - beta2 ^ t) * d2
  update = lr * (direction / (sqrt(v_hat) + eps) + weight_decay * w)
}

"""#
    ),
    (
      "exadam_v1",
      #"""
# EXAdam (Adly 2024, arXiv:2412.20302), the authors' first version: a step that grows with log t.
#
#   as exadam, with lr ln(sqrt(2) sqrt(t + 1)) in the place of lr in the step (not in the decay)
rule exadam_v1(beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0) {
  state m, v

  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  d1 = 1 + v / (v + eps) * beta2 ^ t
  d2 = 1 + square(m) / (square(m) + eps) * beta1 ^ t
  direction = (m + g) / (1 - beta1 ^ t) * d1
  v_hat = v / (1 - beta2 ^ t) * d2
  growth = log(sqrt(2) * sqrt(t + 1))
  update = lr * (growth * direction / (sqrt(v_hat) + eps) + weight_decay * w)
}

"""#
    ),
    (
      "grokfast_adamw",
      #"""
# Grokfast-EMA (Lee et al. 2024, arXiv:2405.20233, algorithm 2) before AdamW.
#
#   h <- alpha h + (1 - alpha) g (h = g in step 1),      g <- g + amplification h
#   AdamW on that gradient, with max(sqrt(v / (1 - beta2^t)), eps) as the denominator
#
# Conventions of pytorch_optimizer.GrokFastAdamW(normalize_lr=False).
rule grokfast_adamw(
  beta1 = 0.9,
  beta2 = 0.99,
  eps = 1e-8,
  weight_decay = 0.01,
  alpha = 0.98,
  amplification = 2,
) {
  state m, v
  state h = g

  h = interp(g, h, alpha)
  g = g + amplification * h
  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  denominator = max(sqrt(v / (1 - beta2 ^ t)), eps)
  update = lr * (m / (1 - beta1 ^ t) / denominator + weight_decay * w)
}

"""#
    ),
    (
      "lamb",
      #"""
# LAMB (You et al. 2020, arXiv:1904.00962, algorithm 2).
#
#   r = (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps) + weight_decay w
#   w <- w - lr ||w|| / ||r|| r
#
# Conventions of optax.lamb: bias corrected, no clamp, the ratio is 1 where either norm is 0.
rule lamb(beta1 = 0.9, beta2 = 0.999, eps = 1e-6, weight_decay = 0) {
  state m, v

  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  r = m / (1 - beta1 ^ t) / (sqrt(v / (1 - beta2 ^ t)) + eps) + weight_decay * w
  ratio = where(norm(w) * norm(r) == 0, 1, norm(w) / norm(r))
  update = lr * ratio * r
}

"""#
    ),
    (
      "lars",
      #"""
# LARS (You, Gitman, Ginsburg 2017, arXiv:1708.03888, algorithm 1).
#
#   u = g + weight_decay w,      b <- momentum b + lr trust_coefficient ||w|| / ||u|| u
#   w <- w - b
#
# Conventions of optax.lars: the learning rate is inside the buffer, the ratio is 1 where a norm is 0.
rule lars(momentum = 0.9, weight_decay = 0, trust_coefficient = 1e-3) {
  state buffer

  u = g + weight_decay * w
  ratio = where(norm(w) * norm(u) == 0, 1, trust_coefficient * norm(w) / norm(u))
  buffer = momentum * buffer + lr * ratio * u
  update = buffer
}

"""#
    ),
    (
      "lion",
      #"""
# Lion: EvoLved Sign Momentum (Chen et al. 2023, arXiv:2302.06675, program 1).
#
#   u = sign(beta1 m + (1 - beta1) g),      m <- beta2 m + (1 - beta2) g
#   w <- w - lr (u + weight_decay w)
#
# Conventions of the paper: u sees the old m, sign(0) = 0, decoupled decay. Use a learning rate 3 to
# 10 times smaller and a decay 3 to 10 times larger than AdamW's.
rule lion(
  beta1 = 0.9 in 0.5 .. 0.9999,
  beta2 = 0.99 in 0.5 .. 0.9999,
  weight_decay = 0.1 in 1e-3 .. 10 log,
) {
  state m

  u = sign(interp(g, m, beta1))
  m = interp(g, m, beta2)
  update = lr * (u + weight_decay * w)
}

"""#
    ),
    (
      "lion_8bit",
      #"""
# Lion (Chen et al. 2023) with an 8-bit momentum (Dettmers et al. 2022, arXiv:2110.02861).
#
# As lion; the momentum is kept in the signed dynamic code book, in blocks of 256: about one byte a
# parameter. Tensors under 4,096 elements stay at full width.
rule lion_8bit(beta1 = 0.9, beta2 = 0.99, weight_decay = 0.1) {
  state m as q8

  u = sign(interp(g, m, beta1))
  m = interp(g, m, beta2)
  update = lr * (u + weight_decay * w)
}

"""#
    ),
    (
      "lion_k",
      #"""
# Lion-K (Chen et al. 2024, "Lion Secretly Solves Constrained Optimization", arXiv:2310.05898).
#
#   z = beta1 m + (1 - beta1) g,      m <- beta2 m + (1 - beta2) g
#   w <- w - lr (dK(z) + weight_decay w)
#
# solves min f(w) + K*(weight_decay w) / weight_decay for a convex K. One rule for each K; Lion itself
# is K = ||.||_1, and the nuclear norm gives Muon.

# K = ||x||_1: the sign.
rule lion_l1(beta1 = 0.9, beta2 = 0.99, weight_decay = 0.1) {
  state m

  z = interp(g, m, beta1)
  m = interp(g, m, beta2)
  update = lr * (sign(z) + weight_decay * w)
}

# K = ||x||_p: sign(x) |x|^(p - 1) / ||x||_p^(p - 1).
rule lion_lp(beta1 = 0.9, beta2 = 0.99, weight_decay = 0.1, p = 1.5 in 1.05 .. 4) {
  state m

  z = interp(g, m, beta1)
  m = interp(g, m, beta2)
  magnitude = abs(z)
  norm_p = sum(magnitude ^ p) ^ (1 / p)
  direction = sign(z) * div_no_nan(magnitude, norm_p) ^ (p - 1)
  update = lr * (direction + weight_decay * w)
}

# K = sum of Huber functions: the clipped value.
rule lion_huber(beta1 = 0.9, beta2 = 0.99, weight_decay = 0.1, delta = 1e-3 in 1e-6 .. 1 log) {
  state m

  z = interp(g, m, beta1)
  m = interp(g, m, beta2)
  update = lr * (clip(z, -delta, delta) / delta + weight_decay * w)
}

# K = sum of max(|x| - threshold, 0): the sign outside of a dead zone.
rule lion_dead_zone(
  beta1 = 0.9,
  beta2 = 0.99,
  weight_decay = 0.1,
  threshold = 1e-4 in 1e-8 .. 1 log,
) {
  state m

  z = interp(g, m, beta1)
  m = interp(g, m, beta2)
  update = lr * (sign(z) * (abs(z) > threshold) + weight_decay * w)
}

# K = sum of log cosh(slope x) / slope: a smooth sign.
rule lion_log_cosh(beta1 = 0.9, beta2 = 0.99, weight_decay = 0.1, slope = 1000 in 1 .. 1e6 log) {
  state m

  z = interp(g, m, beta1)
  m = interp(g, m, beta2)
  update = lr * (tanh(slope * z) + weight_decay * w)
}

# K = sum of the k largest |x|: the sign of a share of the elements.
rule lion_top_k(beta1 = 0.9, beta2 = 0.99, weight_decay = 0.1, share = 0.5 in 0.01 .. 1) {
  state m

  z = interp(g, m, beta1)
  m = interp(g, m, beta2)
  k = max(1, floor(share * numel))
  update = lr * (sign(z) * top_k_mask(abs(z), k) + weight_decay * w)
}

# K = sum over rows of ||x||_2: each row has length 1.
rule lion_group(beta1 = 0.9, beta2 = 0.99, weight_decay = 0.1) {
  state m

  z = interp(g, m, beta1)
  m = interp(g, m, beta2)
  update = lr * (div_no_nan(z, sqrt(row_sum(square(z)))) + weight_decay * w)
}

"""#
    ),
    (
      "lion_raw",
      #"""
# The program that the search of Chen et al. 2023 (arXiv:2302.06675, program 4) found, before any hand
# touched it: 21 statements that amount to Lion. `optsearch simplify lion_raw` shows how.
#
# Conventions of the original: `clip` is clipping by the global norm and division is guarded.
rule lion_raw() {
  state m, v

  g = clip_by_global_norm(g, lr)
  m = clip_by_global_norm(m, lr)
  v845 = sqrt(0.6270633339881897)
  v968 = sign(v)
  v968 = v - v
  g = arcsin(g)
  m = interp(g, v, 0.8999999761581421)
  v1 = m * m
  v = interp(g, m, 1.109133005142212)
  v845 = tanh(v845)
  lr = lr * 0.0002171761734643951
  update = m * lr
  v1 = sqrt(v1)
  update = div_no_nan(update, v1)
  wd = lr * 0.4601978361606598
  v1 = square(v1)
  wd = wd * w
  m = cosh(update)
  lr = tan(1.4572199583053589)
  update = update + wd
  lr = cos(v845)
}

"""#
    ),
    (
      "mars",
      #"""
# MARS-AdamW (Yuan et al. 2024, arXiv:2411.10438, algorithm 2), the approximate form.
#
#   c = g + gamma beta1 / (1 - beta1) (g - g_prev),      c <- c / max(1, ||c||)
#   AdamW on c; g_prev is 0 in step 1
#
# Conventions of the authors' code with optimize_1d: vectors follow the same rule as matrices.
rule mars(beta1 = 0.95, beta2 = 0.99, gamma = 0.025, eps = 1e-8, weight_decay = 0) {
  state m, v, previous

  c = g + gamma * beta1 / (1 - beta1) * (g - previous)
  previous = g
  c = c / max(1, norm(c))
  m = interp(c, m, beta1)
  v = interp(square(c), v, beta2)
  update = lr * (m / (1 - beta1 ^ t) / (sqrt(v / (1 - beta2 ^ t)) + eps) + weight_decay * w)
}

"""#
    ),
    (
      "momentum",
      #"""
# Heavy-ball momentum (Polyak 1964; Sutskever et al. 2013).
#
#   b <- momentum b + g + weight_decay w
#   w <- w - lr b
#
# Conventions of torch.optim.SGD: no dampening, the learning rate multiplies after the buffer, the
# decay is added to the gradient.
rule momentum(momentum = 0.9 in 0.5 .. 0.999, weight_decay = 0) {
  state buffer

  buffer = momentum * buffer + (g + weight_decay * w)
  update = lr * buffer
}

"""#
    ),
    (
      "muon",
      #"""
# Muon (Jordan et al. 2024) as optax.contrib.muon has it; vectors use Nesterov-Adam.
#
#   b <- momentum b + (1 - momentum) g
#   u = momentum b / (1 - momentum^(t+1)) + (1 - momentum) g / (1 - momentum^t)
#   w <- w - lr sqrt(max(1, cols / rows)) orthogonalize(u)
#
# Conventions: Newton-Schulz with (3.4445, -4.7750, 2.0315), see `optsearch explain orthogonalize`;
# the kernel's layout is in x out, so the factor is cols / rows.
rule muon(momentum = 0.95, ns_steps = 5, beta1 = 0.9, beta2 = 0.999, eps = 1e-8) {
  state m, v

  when rank >= 2 {
    m = interp(g, m, momentum)
    u = momentum * m / (1 - momentum ^ (t + 1)) + (1 - momentum) * g / (1 - momentum ^ t)
    update = lr * sqrt(max(1, cols / rows)) * orthogonalize(u, ns_steps)
  } else {
    m = interp(g, m, beta1)
    v = interp(square(g), v, beta2)
    u = beta1 * m / (1 - beta1 ^ (t + 1)) + (1 - beta1) * g / (1 - beta1 ^ t)
    update = lr * u / (sqrt(v / (1 - beta2 ^ t)) + eps)
  }
}

"""#
    ),
    (
      "nadam",
      #"""
# NAdam (Dozat 2016) with the momentum schedule of torch.optim.NAdam.
#
#   mu_t = beta1 (1 - 0.96^(t momentum_decay) / 2),      P <- P mu_t
#   m <- beta1 m + (1 - beta1) g,      v <- beta2 v + (1 - beta2) g^2
#   w <- w - lr ((1 - mu_t) / (1 - P) g + mu_{t+1} / (1 - P mu_{t+1}) m) / (sqrt(v / (1 - beta2^t)) + eps)
#
# optax.nadam has no such schedule and is a different rule.
rule nadam(beta1 = 0.9, beta2 = 0.999, eps = 1e-8, momentum_decay = 0.004) {
  state m, v
  state mu_product: global = 1

  mu = beta1 * (1 - 0.5 * 0.96 ^ (t * momentum_decay))
  mu_next = beta1 * (1 - 0.5 * 0.96 ^ ((t + 1) * momentum_decay))
  mu_product = mu_product * mu
  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  look_ahead = (1 - mu) / (1 - mu_product) * g + mu_next / (1 - mu_product * mu_next) * m
  update = lr * look_ahead / (sqrt(v / (1 - beta2 ^ t)) + eps)
}

"""#
    ),
    (
      "nesterov",
      #"""
# Nesterov momentum (Nesterov 1983; Sutskever et al. 2013) as torch.optim.SGD(nesterov=True) has it.
#
#   d = g + weight_decay w
#   b <- momentum b + d
#   w <- w - lr (d + momentum b)
rule nesterov(momentum = 0.9 in 0.5 .. 0.999, weight_decay = 0) {
  state buffer

  d = g + weight_decay * w
  buffer = momentum * buffer + d
  update = lr * (d + momentum * buffer)
}

"""#
    ),
    (
      "normalized_sgd",
      #"""
# Normalised SGD with momentum (Cutkosky and Mehta 2020, arXiv:2002.03305, algorithm 1).
#
#   m <- beta1 m + (1 - beta1) g
#   w <- w - lr m / ||m|| over all tensors
rule normalized_sgd(beta1 = 0.9) {
  state m

  m = interp(g, m, beta1)
  update = lr * div_no_nan(m, global_norm(m))
}

"""#
    ),
    (
      "optimistic",
      #"""
# Optimistic gradient descent (Popov 1980; Daskalakis et al. 2018, arXiv:1711.00141).
#
#   w <- w - lr (2 g - g_prev),      g_prev = g in step 1
rule optimistic() {
  state previous = g

  update = lr * (2 * g - previous)
  previous = g
}

"""#
    ),
    (
      "prodigy",
      #"""
# Prodigy (Mishchenko and Defazio 2024, arXiv:2306.06101, algorithm 4): finds the step size d itself.
#
#   a <- beta3 a + (d / d0) d lr <g, w0 - w>,      s <- beta3 s + (d / d0) d lr g,      beta3 = sqrt(beta2)
#   m, v: Adam's averages of d g and (d g)^2,      d <- max(d, a / ||s||_1)
#   w <- w - d_old lr (m / (sqrt(v) + d eps) + weight_decay w)
#
# Conventions of prodigyopt.Prodigy: bias correction off; the step uses d from before its renewal.
rule prodigy(beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0, d0 = 1e-6) {
  state m, v, s
  state w0 = w
  state d: global = d0
  state a: global

  beta3 = sqrt(beta2)
  step_size = d * lr
  a = beta3 * a + d / d0 * step_size * global_dot(g, w0 - w)
  s = beta3 * s + d / d0 * step_size * g
  m = interp(d * g, m, beta1)
  v = interp(square(d * g), v, beta2)
  d = max(d, div_no_nan(a, global_norm1(s)))
  update = step_size * (m / (sqrt(v) + d * eps) + weight_decay * w)
}

"""#
    ),
    (
      "radam",
      #"""
# RAdam (Liu et al. 2020, arXiv:1908.03265, algorithm 2).
#
#   r_inf = 2 / (1 - beta2) - 1,      r = r_inf - 2 t beta2^t / (1 - beta2^t)
#   w <- w - lr m / (1 - beta1^t) * (rect sqrt(1 - beta2^t) / (sqrt(v) + eps)  if r > 5, else 1)
#
# Conventions of torch.optim.RAdam: strictly r > 5, eps added to the uncorrected root.
rule radam(beta1 = 0.9, beta2 = 0.999, eps = 1e-8) {
  state m, v

  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
  r_inf = 2 / (1 - beta2) - 1
  correction = 1 - beta2 ^ t
  r = r_inf - 2 * t * beta2 ^ t / correction
  rect = sqrt((r - 4) * (r - 2) * r_inf / ((r_inf - 4) * (r_inf - 2) * r))
  adaptive = where(r > 5, rect * sqrt(correction) / (sqrt(v) + eps), 1)
  update = lr * m / (1 - beta1 ^ t) * adaptive
}

"""#
    ),
    (
      "rmsprop",
      #"""
# RMSProp (Tieleman and Hinton 2012, lecture 6e).
#
#   v <- alpha v + (1 - alpha) g^2
#   w <- w - lr g / (sqrt(v) + eps)
#
# Conventions of torch.optim.RMSprop: eps outside the root, not centered, no momentum.
rule rmsprop(alpha = 0.99 in 0.5 .. 0.9999, eps = 1e-8) {
  state v

  v = interp(square(g), v, alpha)
  update = lr * g / (sqrt(v) + eps)
}

"""#
    ),
    (
      "schedule_free",
      #"""
# Schedule-Free AdamW (Defazio et al. 2024, arXiv:2405.15682, algorithm 1).
#
# `w` is the point y where gradients are taken; `eval_w` is the average x to evaluate and export with.
#
#   u = g / (sqrt(v / (1 - beta2^t)) + eps) + weight_decay y,      lr_t = lr min(1, t / warmup)
#   c = lr_max^2 / sum of lr_max^2
#   y <- (1 - c) y + c z + lr_t (beta1 (1 - c) - 1) u,      z <- z - lr_t u
#   x = y + (1 - 1 / beta1) (z - y)
#
# Conventions of schedulefree.AdamWScheduleFree: weights of the average by the largest rate so far.
rule schedule_free(beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0, warmup = 5) {
  state z = w
  state v
  state lr_max: global
  state weight_sum: global

  v = interp(square(g), v, beta2)
  u = g / (sqrt(v / (1 - beta2 ^ t)) + eps) + weight_decay * w
  lr = lr * min(1, t / warmup)
  lr_max = max(lr_max, lr)
  weight_sum = weight_sum + square(lr_max)
  c = square(lr_max) / weight_sum
  w = interp(w, z, c) + lr * (beta1 * (1 - c) - 1) * u
  z = z - lr * u
  eval_w = w + (1 - 1 / beta1) * (z - w)
}

"""#
    ),
    (
      "sgd",
      #"""
# Stochastic gradient descent (Robbins and Monro 1951).
#
#   w <- w - lr (g + weight_decay w)
#
# Conventions: the decay is L2 regularisation, added to the gradient (torch.optim.SGD).
rule sgd(weight_decay = 0) {
  update = lr * (g + weight_decay * w)
}

"""#
    ),
    (
      "shampoo",
      #"""
# Shampoo (Gupta, Koren, Singer 2018, arXiv:1802.09568, algorithm 1).
#
#   L <- L + g g^T,      R <- R + g^T g
#   w <- w - lr L^(-1/4) g R^(-1/4)
#
# Conventions of pytorch_optimizer.Shampoo: both start at eps times the identity; a vector has one
# factor and the root -1/2.
rule shampoo(eps = 1e-6) {
  state L: rows * rows = eps * eye(rows)
  state R: cols * cols = eps * eye(cols)

  L = L + matmul(g, transpose(g))
  when rank >= 2 {
    R = R + matmul(transpose(g), g)
    update = lr * matmul(matmul(inverse_root(L, 4), g), inverse_root(R, 4))
  } else {
    update = lr * matmul(inverse_root(L, 2), g)
  }
}

"""#
    ),
    (
      "signsgd",
      #"""
# signSGD (Bernstein et al. 2018, arXiv:1802.04434, algorithm 1).
#
#   w <- w - lr sign(g)
rule signsgd() {
  update = lr * sign(g)
}

"""#
    ),
    (
      "signum",
      #"""
# Signum (Bernstein et al. 2018, arXiv:1802.04434, algorithm 2).
#
#   m <- beta1 m + (1 - beta1) g
#   w <- w - lr sign(m)
#
# Conventions: the momentum is a moving average, not a heavy ball; no decay.
rule signum(beta1 = 0.9 in 0.5 .. 0.9999) {
  state m

  m = interp(g, m, beta1)
  update = lr * sign(m)
}

"""#
    ),
    (
      "soap",
      #"""
# SOAP (Vyas et al. 2024, arXiv:2409.11321, algorithm 3): Adam in Shampoo's eigenbasis.
#
#   step 1: L, R and their eigenvectors QL, QR from g g^T and g^T g, no move
#   v: moving average of (QL^T g QR)^2,      m of g, rotated when it is used
#   w <- w - lr (sqrt(1 - beta2^s) / (1 - beta1^s) QL (QL^T m QR / (sqrt(v) + eps)) QR^T + weight_decay w),  s = t - 1
#   L, R <- moving averages with shampoo_beta; every `frequency` steps Q = qr(L Q)
#
# Conventions of the authors' code, without the sorting of columns when Q is renewed. Vectors use Adam.
rule soap(
  beta1 = 0.95,
  beta2 = 0.95,
  shampoo_beta = 0.95,
  eps = 1e-8,
  weight_decay = 0.01,
  frequency = 10,
) {
  state m, v
  state L: rows * rows
  state R: cols * cols
  state QL: rows * rows
  state QR: cols * cols

  when t == 1 {
    when rank >= 2 {
      L = interp(matmul(g, transpose(g)), L, shampoo_beta)
      R = interp(matmul(transpose(g), g), R, shampoo_beta)
      QL = eigvecs(L)
      QR = eigvecs(R)
    }
    update = 0
  } else {
    correction = sqrt(1 - beta2 ^ (t - 1)) / (1 - beta1 ^ (t - 1))
    m = interp(g, m, beta1)
    when rank >= 2 {
      rotated = matmul(matmul(transpose(QL), g), QR)
      v = interp(square(rotated), v, beta2)
      direction = matmul(matmul(transpose(QL), m), QR) / (sqrt(v) + eps)
      u = matmul(matmul(QL, direction), transpose(QR))
      L = interp(matmul(g, transpose(g)), L, shampoo_beta)
      R = interp(matmul(transpose(g), g), R, shampoo_beta)
      when (t - 1) % frequency == 0 {
        QL = qr(matmul(L, QL))
        QR = qr(matmul(R, QR))
      }
    } else {
      v = interp(square(g), v, beta2)
      u = m / (sqrt(v) + eps)
    }
    update = lr * (correction * u + weight_decay * w)
  }
}

"""#
    ),
    (
      "sophia_g",
      #"""
# Sophia-G (Liu et al. 2023, arXiv:2305.14342, algorithm 3) with the Gauss-Newton-Bartlett estimate.
#
#   w <- w - lr (sign(m) min(|m| / (rho h + eps), 1) + weight_decay w)
#   every update_period steps, after use: h <- beta2 h + (1 - beta2) estimate
#
# Conventions of the authors' code: the first steps are sign steps, for h starts at 0; the batch size
# that the code keeps beside h is part of the estimate here.
rule sophia_g(
  beta1 = 0.965,
  beta2 = 0.99,
  rho = 0.04 in 1e-3 .. 1 log,
  eps = 1e-15,
  weight_decay = 0.1,
  update_period = 10,
) {
  input estimate = hessian_diag(gauss_newton)
  state m, h

  m = interp(g, m, beta1)
  update = lr * (sign(m) * min(abs(m) / (rho * h + eps), 1) + weight_decay * w)
  when t % update_period == 0 {
    h = interp(estimate, h, beta2)
  }
}

"""#
    ),
    (
      "sophia_h",
      #"""
# Sophia-H (Liu et al. 2023, arXiv:2305.14342, algorithm 3) with Hutchinson's estimate.
#
#   every update_period steps, before use: h <- beta2 h + (1 - beta2) z (H z)
#   w <- w - lr (clip(m / max(h, eps), -p, p) + weight_decay w)
#
# Conventions of pytorch_optimizer.SophiaH: no bias correction, the bound p scales the step.
rule sophia_h(
  beta1 = 0.96,
  beta2 = 0.99,
  p = 0.01,
  eps = 1e-12,
  weight_decay = 0,
  update_period = 10,
) {
  input estimate = hessian_diag(hutchinson)
  state m, h

  m = interp(g, m, beta1)
  when (t - 1) % update_period == 0 {
    h = interp(estimate, h, beta2)
  }
  update = lr * (clip(m / max(h, eps), -p, p) + weight_decay * w)
}

"""#
    ),
    (
      "tiger",
      #"""
# Tiger (Su 2023): sign of a single moving average, decoupled decay.
#
#   m <- beta1 m + (1 - beta1) g
#   w <- w - lr (sign(m) + weight_decay w)
#
# Conventions of pytorch_optimizer.Tiger; the original also scales by rms(w) and treats biases apart.
rule tiger(beta1 = 0.965, weight_decay = 0.01) {
  state m

  m = interp(g, m, beta1)
  update = lr * (sign(m) + weight_decay * w)
}

"""#
    ),
    (
      "yogi",
      #"""
# Yogi (Zaheer et al. 2018, "Adaptive Methods for Nonconvex Optimization", algorithm 2).
#
#   m <- beta1 m + (1 - beta1) g,      v <- v - (1 - beta2) sign(v - g^2) g^2
#   w <- w - lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
#
# Conventions of optax.yogi: both moments start at `initial_accumulator`, bias corrected.
rule yogi(beta1 = 0.9, beta2 = 0.999, eps = 1e-3, initial_accumulator = 1e-6) {
  state m = initial_accumulator
  state v = initial_accumulator

  m = interp(g, m, beta1)
  v = v - (1 - beta2) * sign(v - square(g)) * square(g)
  update = lr * m / (1 - beta1 ^ t) / (sqrt(v / (1 - beta2 ^ t)) + eps)
}

"""#
    ),
  ]
}
