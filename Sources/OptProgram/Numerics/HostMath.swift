/// Elementary functions in Double that give the same bits on every processor.
///
/// Host scalars (powers of `beta`, schedules) and random numbers go through these (semantics rule 18);
/// the C library's versions differ between processors. Only `+ - * /`, square root, fused
/// multiply-add and operations on bits are used. Results are within one ulp of the exact value, special
/// values are those of C.
public enum HostMath {
  /// The power with a whole exponent of at most 16 in magnitude, as the language defines it.
  ///
  /// A fixed chain of products, one division for a negative exponent (semantics rule 10); 1 for 0.
  ///
  /// - Precondition: `exponent` is between -16 and 16.
  public static func powInteger(_ x: Double, _ exponent: Int) -> Double {
    let power = powerChain(x, abs(exponent)) { $0 * $1 } ?? 1
    return exponent < 0 ? 1 / power : power
  }

  /// The chain of products behind every literal power, for any kind of number; nil for exponent 0.
  ///
  /// x^2n = (x^n)^2 and x^(2n+1) = x^2n * x: at most six products up to x^16.
  package static func powerChain<Value>(
    _ x: Value,
    _ exponent: Int,
    multiply: (Value, Value) -> Value
  ) -> Value? {
    precondition((0...16).contains(exponent), "not a literal power")
    guard exponent > 0 else { return nil }
    guard exponent > 1 else { return x }
    guard let half = powerChain(x, exponent / 2, multiply: multiply) else { return nil }
    let even = multiply(half, half)
    return exponent % 2 == 0 ? even : multiply(even, x)
  }
}
