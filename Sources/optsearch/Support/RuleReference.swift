import ArgumentParser
import Foundation

/// A rule as named on the command line: `FILE.opt`, `FILE.opt:NAME`, `-`, or a shipped rule's name.
struct RuleReference: ExpressibleByArgument, Hashable {
  /// Where the source comes from.
  enum Source: Hashable {
    case file(String)
    case standardInput
    case shipped(String)
  }

  let argument: String
  let source: Source
  /// The rule wanted of a file with several; nil for the first.
  let ruleName: String?

  init(argument: String) {
    self.argument = argument
    if argument == "-" {
      source = .standardInput
      ruleName = nil
    } else if argument.hasSuffix(".opt") {
      source = .file(argument)
      ruleName = nil
    } else if let colon = argument.range(of: ".opt:", options: .backwards) {
      source = .file(String(argument[..<colon.lowerBound]) + ".opt")
      ruleName = String(argument[colon.upperBound...])
    } else {
      let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
      source = .shipped(parts.first ?? argument)
      ruleName = parts.count > 1 ? parts[1] : nil
    }
  }
}
