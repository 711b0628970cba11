import OptProgram

/// The hyperparameters that are tuned beside the learning rate, and how their values are drawn.
struct TuningSpace {
  private struct Axis {
    let name: String
    let scale: Scale
  }

  private enum Scale {
    case linear(Double, Double)
    case logarithmic(Double, Double)
    /// The distance from 1 is logarithmic: decays of averages.
    case nearOne(Double, Double)
    /// 0 or logarithmic.
    case zeroOrLogarithmic(Double, Double)
  }

  private let axes: [Axis]

  init(_ program: Program, names: [String]?) {
    axes = program.hyperparameters.compactMap { variable in
      let declaration = program[variable]
      guard case .hyperparameter(let value, let range) = declaration.role else { return nil }
      if let names, !names.contains(declaration.name) { return nil }
      guard let scale = TuningSpace.scale(declaration.name, value, range, isNamed: names != nil)
      else { return nil }
      return Axis(name: declaration.name, scale: scale)
    }
  }

  var isEmpty: Bool { axes.isEmpty }

  var dimensions: Int { axes.count }

  func contains(_ name: String) -> Bool { axes.contains { $0.name == name } }

  /// The values at a point of the unit cube, each on a grid of 16 steps.
  func values(at point: (Int) -> Double) -> [String: Double] {
    var values: [String: Double] = [:]
    for (place, axis) in axes.enumerated() {
      values[axis.name] = TuningSpace.value(axis.scale, (point(place) * 16).rounded() / 16)
    }
    return values
  }

  private static func scale(
    _ name: String,
    _ value: Double,
    _ range: HyperparameterRange?,
    isNamed: Bool
  ) -> Scale? {
    guard let range else {
      if name == "weight_decay" { return .zeroOrLogarithmic(1e-4, 1) }
      guard isNamed else { return nil }
      if value > 0.5 && value < 1 { return .nearOne(0.5, 0.9999) }
      return value > 0 ? .logarithmic(value / 100, value * 100) : .linear(-1, 1)
    }
    if range.isLogarithmic && range.low > 0 { return .logarithmic(range.low, range.high) }
    if range.low >= 0 && range.high < 1 && range.high >= 0.9 {
      return .nearOne(range.low, range.high)
    }
    return .linear(range.low, range.high)
  }

  private static func value(_ scale: Scale, _ u: Double) -> Double {
    switch scale {
    case .linear(let low, let high): low + u * (high - low)
    case .logarithmic(let low, let high): between(low, high, u)
    case .nearOne(let low, let high): 1 - between(1 - low, 1 - high, u)
    case .zeroOrLogarithmic(let low, let high): u < 0.2 ? 0 : between(low, high, (u - 0.2) / 0.8)
    }
  }

  private static func between(_ low: Double, _ high: Double, _ u: Double) -> Double {
    low * HostMath.pow(high / low, u)
  }
}

/// Points that fill the unit cube evenly, however many are taken.
///
/// The additive recurrence with powers of the inverse of the root of x^(d+1) = x + 1 (Roberts 2018,
/// "The unreasonable effectiveness of quasirandom sequences").
struct EvenPoints {
  private let steps: [Double]

  init(dimensions: Int) {
    var root = 2.0
    for _ in 0..<60 { root = HostMath.pow(1 + root, 1 / Double(dimensions + 1)) }
    steps = (1...max(1, dimensions)).map { HostMath.powInteger(1 / root, $0) }
  }

  /// A coordinate of a point.
  func coordinate(_ axis: Int, of point: Int) -> Double {
    let value = 0.5 + steps[axis] * Double(point)
    return value - value.rounded(.down)
  }
}
