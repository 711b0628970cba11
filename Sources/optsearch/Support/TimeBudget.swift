import ArgumentParser

/// A length of time above 0 as `90s`, `15m`, `1.5h` or plain seconds.
struct TimeBudget: ExpressibleByArgument {
  let seconds: Double

  var defaultValueDescription: String { "\(shortNumber(seconds))s" }

  init(seconds: Double) { self.seconds = seconds }

  init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600]
    let unit = argument.last.flatMap { units[$0] }
    let digits = unit == nil ? argument[...] : argument.dropLast()
    guard let number = Double(digits), number.isFinite, number > 0 else { return nil }
    seconds = number * (unit ?? 1)
  }
}
