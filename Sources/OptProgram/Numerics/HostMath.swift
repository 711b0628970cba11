/// Elementary functions in Double that give the same bits on every processor.
///
/// Host scalars (powers of `beta`, schedules) and random numbers go through these (semantics rule 18);
/// the C library's versions differ between processors. Only `+ - * /`, square root, fused
/// multiply-add and operations on bits are used.
public enum HostMath {
  /// The natural logarithm.
  public static func log(_ x: Double) -> Double { preconditionFailure() }

  /// The cosine.
  public static func cos(_ x: Double) -> Double { preconditionFailure() }
}
