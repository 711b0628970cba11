import OptProgram

/// How the learning rate changes over a training, after a linear warm-up.
public enum LearningRateSchedule: String, CaseIterable, Hashable, Sendable {
  /// Half a cosine down to 0 (Loshchilov, Hutter 2017, "SGDR", equation 5, without restarts).
  case cosine
  /// A straight line down to 0.
  case linear
  /// As the warm-up left it.
  case constant

  /// The factor of the learning rate, at most 1, at a step from 1 to `total`.
  ///
  /// It rises linearly to 1 at step `warmup`; 0 would be reached one step after the last.
  package func factor(step: Int, of total: Int, warmup: Int) -> Double {
    if step <= warmup { return Double(step) / Double(warmup) }
    let progress = Double(step - warmup) / Double(total - warmup + 1)
    switch self {
    case .cosine: return (1 + HostMath.cos(Double.pi * progress)) / 2
    case .linear: return 1 - progress
    case .constant: return 1
    }
  }
}
