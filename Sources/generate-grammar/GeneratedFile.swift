import Foundation
import OptProgram

/// A file of `Grammar/` and how it is made.
struct GeneratedFile: Sendable {
  /// Why a file cannot be made.
  enum Failure: Error, CustomStringConvertible {
    case noMarkers(String)

    var description: String {
      switch self {
      case .noMarkers(let name): "\(name) has lost its lines `\(Readme.begin)` and `\(Readme.end)`"
      }
    }
  }

  var name: String
  /// The text from the one that is there.
  var text: @Sendable (_ current: String) throws -> String

  static let all = [
    GeneratedFile(name: "opt.tmLanguage.json") { _ in TextMateGrammar.json.text + "\n" },
    GeneratedFile(name: "README.md", text: { try Readme.updated($0) }),
  ]
}

/// The generated part of the README: the table of precedences.
enum Readme {
  static let begin = "<!-- generated: precedence -->"
  static let end = "<!-- end -->"

  static func updated(_ current: String) throws -> String {
    guard let start = current.range(of: begin), let stop = current.range(of: end),
      start.upperBound <= stop.lowerBound
    else { throw GeneratedFile.Failure.noMarkers("README.md") }
    return current[..<start.upperBound] + "\n" + table + current[stop.lowerBound...]
  }

  private static var table: String {
    var rows = ["| binds | operators | grouping |", "|---|---|---|"]
    let levels = Set(BinaryOperator.allCases.map(\.precedence)).union([4]).sorted(by: >)
    for (index, level) in levels.enumerated() {
      let operators = BinaryOperator.allCases.filter { $0.precedence == level }
      let symbols =
        operators.isEmpty ? "`-x`" : operators.map { "`\($0.rawValue)`" }.joined(separator: " ")
      let grouping =
        switch operators.first {
        case .power: "to the right, a sign may follow: `2 ^ -x`"
        case nil: "`-x ^ 2` is `-(x ^ 2)`"
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual:
          "none: comparisons do not chain"
        default: "to the left"
        }
      rows.append("| \(index + 1) | \(symbols) | \(grouping) |")
    }
    return rows.joined(separator: "\n") + "\n"
  }
}
