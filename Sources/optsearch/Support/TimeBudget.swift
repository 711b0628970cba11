import ArgumentParser

/// A length of time above 0 and below a year as `90s`, `15m`, `1.5h` or plain seconds.
struct TimeBudget {
  private static let longest: Double = 365 * 24 * 3_600

  let seconds: Double

  /// Reads an argument.
  ///
  /// - Throws: `ValidationError` with what is wanted.
  init(argument: String) throws {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600]
    let unit = argument.last.flatMap { units[$0] }
    let digits = unit == nil ? argument[...] : argument.dropLast()
    guard let number = Double(digits), number > 0, number * (unit ?? 1) < TimeBudget.longest
    else {
      throw ValidationError("give a time above 0 and below a year, such as 60s, 15m or 2h")
    }
    seconds = number * (unit ?? 1)
  }
}
