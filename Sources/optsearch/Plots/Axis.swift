import Foundation

/// One axis of a chart: a range, its scale and the places of its ticks.
struct Axis {
  /// How values are spread along the axis.
  enum Scale {
    case linear
    case logarithmic
  }

  let low: Double
  let high: Double
  let scale: Scale

  /// The axis that shows all finite values; a logarithmic one shows the positive ones.
  ///
  /// A range of one value is widened so that the axis has a length.
  init(covering values: some Sequence<Double>, scale: Scale) {
    self.scale = scale
    let shown = values.filter { $0.isFinite && (scale == .linear || $0 > 0) }
    let least = shown.min() ?? (scale == .linear ? 0 : 1)
    let most = shown.max() ?? 1
    switch scale {
    case .linear where least == most:
      low = least - max(abs(least), 1) / 2
      high = most + max(abs(most), 1) / 2
    case .logarithmic where least == most:
      low = least / 2
      high = most * 2
    default:
      low = least
      high = most
    }
  }

  /// Where a value stands, 0 at the low end and 1 at the high end; nil for one that cannot be shown.
  func position(of value: Double) -> Double? {
    guard value.isFinite else { return nil }
    switch scale {
    case .linear:
      return (value - low) / (high - low)
    case .logarithmic:
      guard value > 0 else { return nil }
      return (log(value) - log(low)) / (log(high) - log(low))
    }
  }

  /// Round values inside the range, about `count` of them.
  func ticks(_ count: Int) -> [Double] {
    switch scale {
    case .linear: linearTicks(count)
    case .logarithmic: logarithmicTicks(count)
    }
  }

  private func linearTicks(_ count: Int) -> [Double] {
    let rough = (high - low) / Double(max(count, 1))
    let magnitude = pow(10, floor(log10(rough)))
    let step = [1, 2, 5, 10].map { $0 * magnitude }.first { $0 >= rough * 0.999 } ?? rough
    let first = Int((low / step).rounded(.up))
    let last = Int((high / step).rounded(.down))
    return first <= last ? (first...last).map { Double($0) * step } : []
  }

  private func logarithmicTicks(_ count: Int) -> [Double] {
    let decades = Int(floor(log10(low)))...Int(ceil(log10(high)))
    for digits in [[1.0], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 7]] {
      let ticks = decades.flatMap { decade in digits.map { $0 * pow(10, Double(decade)) } }
        .filter { $0 >= low * 0.999 && $0 <= high * 1.001 }
      if ticks.count >= min(count, 3) { return ticks }
    }
    // Over so short a range both scales look alike.
    return linearTicks(count)
  }
}

/// The label of a tick: whole numbers have no exponent as long as there is room.
func tickLabel(_ value: Double) -> String {
  let isLong = (1e4..<1e8).contains(abs(value)) && value == value.rounded()
  return isLong ? grouped(Int(value)) : shortNumber(value)
}

/// A number in few characters, for labels of ticks and cells of tables.
func shortNumber(_ value: Double, digits: Int = 4) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
  return String(format: "%.\(digits)g", value)
}
