import OptDiagnostics
import OptProgram

/// Words that newcomers bring from other languages and papers, and what `.opt` calls the thing.
enum KnownWords {
  /// The name that stands for a word as a value.
  static func value(for word: String) -> String? { values[word.lowercased()] }

  /// The function, or operator, that stands for a word as a function.
  static func function(for word: String) -> Replacement? { functions[word.lowercased()] }

  /// Whether a name was perhaps meant as `update`.
  static func isUpdate(_ name: String) -> Bool {
    updates.contains(name.lowercased()) || !didYouMean(name, among: ["update"]).isEmpty
  }

  /// What to write instead of a function.
  enum Replacement: Hashable {
    case function(Opcode)
    /// Other text, as an illustration.
    case text(String)
  }

  private static let updates: Set<String> = [
    "delta", "step", "new_w", "w_new", "next_w", "out", "result", "output", "u", "d",
  ]

  private static let values: [String: String] = {
    var table: [String: String] = [:]
    for (name, words) in valueWords {
      for word in words { table[word] = name }
    }
    return table
  }()

  private static let valueWords: [(String, [String])] = [
    (
      "w",
      [
        "theta", "param", "params", "parameter", "parameters", "weight", "weights", "x", "p",
        "var", "variable", "data",
      ]
    ),
    ("g", ["grad", "grads", "gradient", "gradients", "dw", "dx", "d_p", "dp", "dtheta"]),
    ("lr", ["learning_rate", "learningrate", "eta", "alpha", "lrate", "step_size", "rate"]),
    ("t", ["step", "iteration", "iter", "epoch", "n", "k", "i", "num_step", "global_step"]),
    ("T", ["total_steps", "num_steps", "max_steps", "steps", "horizon", "n_steps", "total"]),
    ("rows", ["nrows", "n_rows", "height", "fan_out"]),
    ("cols", ["ncols", "n_cols", "columns", "width", "fan_in"]),
    ("rank", ["ndim", "dim", "dims", "n_dims"]),
    ("numel", ["size", "count", "length", "num_elements"]),
    ("m", ["momentum", "mom", "velocity", "exp_avg", "buf", "buffer", "moment", "mu", "ema"]),
    ("v", ["exp_avg_sq", "second_moment", "nu", "variance", "sq"]),
    ("eps", ["epsilon"]),
    ("pi", ["π"]),
  ]

  private static let functions: [String: Replacement] = {
    var table: [String: Replacement] = [:]
    for (opcode, words) in functionWords {
      for word in words { table[word] = .function(opcode) }
    }
    for (text, words) in textWords {
      for word in words { table[word] = .text(text) }
    }
    return table
  }()

  private static let functionWords: [(Opcode, [String])] = [
    (.clip, ["clamp", "clip_by_value", "saturate", "hardtanh"]),
    (.interp, ["lerp", "mix", "ema", "ewma", "average_of", "blend", "linear"]),
    (.whereSelect, ["select", "if", "ifelse", "if_else", "cond", "iif", "choose"]),
    (.norm, ["l2", "l2_norm", "norm2", "norm_l2", "l2norm", "length", "frobenius"]),
    (.norm1, ["l1", "l1_norm", "norm_l1", "l1norm"]),
    (.maxAbs, ["linf", "linf_norm", "inf_norm", "amax", "norm_inf", "absmax"]),
    (.mean, ["avg", "average"]),
    (.dot, ["inner", "dot_product", "vdot", "inner_product"]),
    (.cosineSim, ["cosine_similarity", "cos_sim", "cosine"]),
    (.abs, ["absolute", "fabs", "magnitude"]),
    (.sign, ["sgn", "signum"]),
    (.sqrt, ["root", "square_root"]),
    (.square, ["sqr", "sq", "pow2", "squared"]),
    (.log, ["ln", "loge"]),
    (.arcsin, ["asin"]),
    (.arccos, ["acos"]),
    (.arctan, ["atan"]),
    (.arcsinh, ["asinh"]),
    (.arccosh, ["acosh"]),
    (.arctanh, ["atanh"]),
    (.sigmoid, ["logistic", "expit"]),
    (.relu, ["positive_part", "maximum0"]),
    (.max, ["maximum", "fmax"]),
    (.min, ["minimum", "fmin"]),
    (.divNoNan, ["safe_div", "divide_no_nan", "safe_divide", "div_safe"]),
    (.matmul, ["mm", "mat_mul", "matrix_multiply", "bmm", "gemm"]),
    (.transpose, ["t", "trans", "permute"]),
    (.eye, ["identity", "ident"]),
    (.trace, ["tr"]),
    (.inverse, ["inv", "pinv"]),
    (.inverseRoot, ["matrix_power", "inv_root", "invroot"]),
    (.orthogonalize, ["newton_schulz", "zeropower", "zeropower_via_newtonschulz5", "orth"]),
    (.eigvecs, ["eig", "eigh", "eigenvectors", "eigen"]),
    (.topKMask, ["topk", "top_k"]),
    (.kthLargest, ["kth", "quantile", "kthvalue", "median"]),
    (.globalNorm, ["total_norm", "norm_all", "global_l2"]),
    (.globalSum, ["sum_all", "all_sum"]),
    (.clipByGlobalNorm, ["clip_grad_norm", "clip_grad_norm_", "clip_global_norm"]),
    (.rms, ["root_mean_square", "rmsnorm"]),
  ]

  private static let textWords: [(String, [String])] = [
    ("a ^ b", ["power", "pw"]),
    ("-floor(-x)", ["ceil", "ceiling"]),
    ("floor(x + 0.5)", ["round", "rint"]),
    ("a % b", ["fmod", "modulo", "remainder"]),
    ("x > 0", ["heaviside", "step"]),
    ("sqrt(mean(square(x - mean(x))))", ["std", "stddev", "standard_deviation"]),
    ("mean(square(x - mean(x)))", ["variance"]),
    ("sqrt(square(a) + square(b))", ["hypot"]),
    ("0 * x", ["zeros_like", "zeros"]),
  ]
}
