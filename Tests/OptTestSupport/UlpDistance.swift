/// The distance of a result from the expected value in units in the last place of the latter.
///
/// 0 for equal values and for two NaNs, infinity where only one is finite or a NaN.
public func ulpDistance<Number: BinaryFloatingPoint>(_ result: Number, _ expected: Number) -> Double
{
  if result == expected || (result.isNaN && expected.isNaN) { return 0 }
  guard result.isFinite, expected.isFinite else { return .infinity }
  return Double((result - expected).magnitude / expected.ulp)
}
