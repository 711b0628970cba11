import Foundation
import OptProgram

extension Program {
  /// The distinct numbers of the statements, in ascending order.
  var numbers: [Double] {
    var found: Set<Double> = []
    for instruction in initialization + step + evaluation {
      instruction.forEachOperand { operand in
        if case .constant(let number) = operand { found.insert(number) }
      }
    }
    return found.sorted()
  }

  /// The program with a number of fewer digits, from one digit on.
  func roundings(of number: Double, upTo digits: Int) -> [Change] {
    var changes: [Change] = []
    for count in 1...digits {
      let rounded = number.rounded(toDigits: count)
      if rounded == number { break }
      if changes.last?.after == "\(rounded)" { continue }
      changes.append(
        Change(
          kind: .rounding,
          reason: "trainings with fewer digits are equivalent",
          before: "\(number)",
          after: "\(rounded)",
          program: replacing(number, with: rounded)
        )
      )
    }
    return changes
  }

  /// The program with a number replaced wherever it stands.
  private func replacing(_ number: Double, with other: Double) -> Program {
    var result = self
    for list in [\Program.initialization, \.step, \.evaluation] {
      for index in result[keyPath: list].indices {
        for place in 0..<result[keyPath: list][index].operandCount
        where result[keyPath: list][index][place] == .constant(number) {
          result[keyPath: list][index][place] = .constant(other)
        }
      }
    }
    return result
  }
}

extension Double {
  /// The number with so many significant digits; between 0.5 and 1, where decays are, the digits are those
  /// of the distance from 1, of which the memory of an average depends.
  func rounded(toDigits digits: Int) -> Double {
    if self > 0.5, self < 1 {
      let distance = 1 - self
      let decimals = digits - 1 - Int(log10(distance).rounded(.down))
      return decimal(1 - distance.rounded(toDigits: digits), decimals: decimals + 1)
    }
    return Double(String(format: "%.*e", digits - 1, self)) ?? self
  }

  private func decimal(_ number: Double, decimals: Int) -> Double {
    Double(String(format: "%.*f", decimals, number)) ?? number
  }
}
