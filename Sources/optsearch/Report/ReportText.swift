import Foundation
import OptEvolution

/// A score with its sign, and a real minus.
func signed(_ value: Double, digits: Int = 3) -> String {
  String(format: "%+.\(digits)f", value).replacingOccurrences(of: "-", with: "−")
}

/// A count with its thousands apart.
func grouped(_ count: Int) -> String {
  var digits = String(count)
  var place = digits.count - 3
  while place > 0 {
    digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
    place -= 3
  }
  return digits
}

/// A part of a whole in percent.
func percent(_ part: Int, of whole: Int) -> String {
  whole == 0 ? "–" : String(format: "%.1f %%", 100 * Double(part) / Double(whole))
}

/// A length of time in the two largest units.
func duration(_ seconds: Double) -> String {
  let whole = Int(seconds.rounded())
  if seconds < 60 { return "\(shortNumber(seconds, digits: 3)) s" }
  if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
  return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
}

extension MutationKind {
  /// What the mutation did, for the lineage of a rule.
  var sentence: String {
    switch self {
    case .insert: "a statement inserted"
    case .delete: "a statement deleted"
    case .modifyArgument: "an argument changed"
    case .modifyOperation: "an operation changed"
    case .perturbConstant: "a number nudged"
    case .resampleConstant: "a number drawn anew"
    case .swapArguments: "two arguments swapped"
    case .duplicateState: "a state duplicated"
    case .crossOver: "a part of another parent taken over"
    case .refine: "all numbers refined"
    case .addState: "a state added"
    }
  }

  /// The kind as a heading of a row.
  var title: String { rawValue.replacingOccurrences(of: "_", with: " ") }
}

extension CacheKind {
  /// Why a program with this hit was not trained, in words.
  var explanation: String {
    switch self {
    case .dataflow: "same statements up to names, order and dead code"
    case .canonical: "same algebra, written differently"
    case .behaviour: "same weights on fixed inputs"
    }
  }
}

extension Refusal {
  /// Why a program has no score, in words.
  var explanation: String {
    switch self {
    case .ignoresLearningRate: "its step does not scale with the learning rate"
    case .notFinite: "a weight became infinite or not a number"
    case .standsStill: "it never moves a weight"
    case .diverged: "every training diverged"
    }
  }
}
