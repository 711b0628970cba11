import ArgumentParser

/// Reads a whole number of an argument, and says what is wanted where there is none.
func wholeNumber<Number: FixedWidthInteger & Sendable>(
  atLeast least: Number
) -> @Sendable (String) throws -> Number {
  { text in
    guard let number = Number(text), number >= least else {
      throw ValidationError("give a whole number, at least \(least)")
    }
    return number
  }
}
