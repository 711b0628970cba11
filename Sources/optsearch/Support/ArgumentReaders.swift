import ArgumentParser

/// Reads a whole number of an argument, and says what is wanted where there is none.
func wholeNumber<Number: FixedWidthInteger & Sendable>(
  atLeast least: Number
) -> @Sendable (String) throws -> Number {
  wholeNumber("give a whole number, at least \(least)", least...Number.max)
}

/// Reads how many things are wanted that are made one by one and kept.
func count(atLeast least: Int = 1) -> @Sendable (String) throws -> Int {
  let most = 1_000_000
  return wholeNumber("give a whole number from \(least) to \(most)", least...most)
}

/// Reads a number of threads.
@Sendable
func threadCount(_ argument: String) throws -> Int {
  let most = 1_024
  return try wholeNumber("give a whole number from 1 to \(most)", 1...most)(argument)
}

private func wholeNumber<Number: FixedWidthInteger & Sendable>(
  _ wanted: String,
  _ range: ClosedRange<Number>
) -> @Sendable (String) throws -> Number {
  { text in
    guard let number = Number(text), range.contains(number) else { throw ValidationError(wanted) }
    return number
  }
}

/// Reads a finite number of an argument, and says what is wanted where there is none.
func number(
  _ wanted: String = "a number",
  where isWanted: @escaping @Sendable (Double) -> Bool = { _ in true }
) -> @Sendable (String) throws -> Double {
  { text in
    guard let number = Double(text), number.isFinite, isWanted(number) else {
      throw ValidationError("give \(wanted)")
    }
    return number
  }
}
